# Regular expressions, hashes, formats, local files, sprintf, pack, sort.
use strict;
use warnings;
my (%n, @lines);
open my $in, '<', $ARGV[0] or die "open: $!";
while (<$in>) {
	chomp;
	next unless /^(?<word>\w+)\s+(?<count>\d+)$/;
	$n{$+{word}} += $+{count};
	push @lines, $_;
}
close $in;
printf "%-8s %6d %s\n", $_, $n{$_}, '#' x ($n{$_} / 2000) for sort { $n{$b} <=> $n{$a} || $a cmp $b } keys %n;
(my $t = join ' ', @lines[0 .. 9]) =~ s/(\d+)/sprintf '<%x>', $1/ge;
print "$t\n";
my $nested = qr/(\((?:[^()]++|(?1))*\))/;
print "$1\n" if 'f(a(b)(c(d)))g)' =~ $nested;
print join(',', unpack('n/a* N C', pack('n/a* N C', 'text', 1 << 20, 200))), "\n";
open my $out, '>', '/tmp/perl.txt' or die;
print {$out} "$_\n" for map { $_ * $_ } 1 .. 2000;
close $out;
print -s '/tmp/perl.txt', "\n";
open $in, '<', '/tmp/perl.txt';
my @all = <$in>;
print scalar(@all), " ", $all[-1];
unlink '/tmp/perl.txt';
print eval { die { code => 3 } } // "error $@->{code}\n";
local $| = 1;
print "\x{263a}" =~ /\p{So}/ ? "smile\n" : "none\n";
my $closure = do { my $c = 0; sub { ++$c } };
$closure->() for 1 .. 41;
print $closure->(), "\n";
