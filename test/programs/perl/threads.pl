# ithreads: each is a whole interpreter, copied.
use strict;
use warnings;
use threads;
use threads::shared;
use Thread::Queue;
my $work = Thread::Queue->new(1 .. 100);
my $total : shared = 0;
$work->end;
my @t = map { threads->create(sub {
	my $mine = 0;
	while (defined(my $n = $work->dequeue)) { $mine += $n * $n }
	{ lock $total; $total += $mine }
	return 1;
}) } 1 .. 4;
print scalar(map { $_->join } @t), " threads, $total\n";
