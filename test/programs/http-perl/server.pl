# SPDX-License-Identifier: MIT
# Answers with what was asked, and the digest of what was sent along.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use IO::Select;
use IO::Socket::INET;

$SIG{PIPE} = 'IGNORE';
$SIG{TERM} = sub { print "ended\n"; exit 4 };
my $listener = IO::Socket::INET->new(LocalPort => 28022, Listen => 128, ReuseAddr => 1) or die "listen: $!";
my $set = IO::Select->new($listener);
my %got;

# What to answer to the request that is in (text), once it is whole.
sub answer
{
	my ($text) = @_;
	my ($head, $body) = split /\r\n\r\n/, $text, 2;

	return unless defined $body;
	my ($length) = $head =~ /^content-length: (\d+)/im;
	return if length $body < ($length // 0);
	my $line = (split /\r\n/, $head)[0] . ' ' . sha256_hex($body) . "\n";
	return "HTTP/1.0 200 OK\r\nContent-Length: " . length($line) . "\r\n\r\n$line";
}

while (1) {
	for my $ready ($set->can_read) {
		if ($ready == $listener) {
			$set->add(scalar $listener->accept);
			next;
		}
		my $n = sysread $ready, $got{$ready}, 65536, length($got{$ready} // '');
		my $answer = $n ? answer($got{$ready}) : '';
		next unless defined $answer;
		syswrite $ready, $answer if length $answer;
		$set->remove($ready);
		delete $got{$ready};
		close $ready;
	}
}
