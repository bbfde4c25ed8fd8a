<?php
// Generators, closures, classes, regular expressions, references, collected cycles, fibers.
declare(strict_types=1);
function fib() { [$a, $b] = [0, 1]; while (true) { yield $a; [$a, $b] = [$b, $a + $b]; } }
foreach (fib() as $i => $f) { if ($i == 80) { echo $f, "\n"; break; } }
$words = [];
for ($i = 0; $i < 100000; $i++) { $w = base_convert((string)($i * 7919 % 5003), 10, 36); $words[$w] = ($words[$w] ?? 0) + 1; }
ksort($words, SORT_STRING);
echo count($words), ' ', md5(json_encode($words)), ' ', crc32(serialize($words)), "\n";
enum Suit: string { case Hearts = 'H'; case Spades = 'S'; public static function of(string $s): self { return self::from($s); } }
final class Point { public function __construct(public readonly float $x, public readonly float $y) {} }
echo Suit::of('S')->name, ' ', match (true) { 5 > 3 => 'bigger', default => 'no' }, "\n";
try { $p = new Point(1.5, 2); $p->x = 3.0; } catch (Error $e) { echo get_class($e), ': ', $e->getMessage(), "\n"; }
function matrix(int $n): float {
	$a = []; for ($i = 0; $i < $n; $i++) for ($j = 0; $j < $n; $j++) $a[$i][$j] = ($i * 7 + $j) % 13 / 3;
	$s = 0.0;
	for ($i = 0; $i < $n; $i++) for ($j = 0; $j < $n; $j++) { $c = 0.0; for ($k = 0; $k < $n; $k++) $c += $a[$i][$k] * $a[$k][$j]; $s += $c; }
	return $s;
}
printf("%.6f\n", matrix(60));
for ($i = 0; $i < 20000; $i++) { $a = new stdClass; $b = new stdClass; $a->b = $b; $b->a = $a; }
echo gc_collect_cycles() >= 0 ? 'collected' : '', "\n";
echo preg_replace_callback('/(\w+) (\d+)/u', fn($m) => $m[2] . strtoupper($m[1]), 'abc 12 déf 34'), "\n";
$fiber = new Fiber(function (int $x) { $y = Fiber::suspend($x * 2); echo "got $y\n"; });
echo $fiber->start(21), "\n"; $fiber->resume('back');
echo date('Y-m-d H:i:s D', 1700000000), ' ', (new DateTime('2024-02-29', new DateTimeZone('Europe/Berlin')))->modify('+1 year')->format(DATE_ATOM), "\n";
echo bin2hex(pack('nvN', 1, 2, 3)), ' ', hash('sha256', 'abc'), ' ', strlen(random_bytes(8)), ' ', password_verify('a', password_hash('a', PASSWORD_BCRYPT, ['cost' => 4])) ? 'ok' : 'bad', "\n";
var_dump(0.1 + 0.2, PHP_INT_MAX + 1, 10 % 3, "10" == "1e1", [1, 'a' => null]);
