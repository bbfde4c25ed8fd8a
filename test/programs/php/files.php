<?php
$base = sys_get_temp_dir() . '/php' . getmypid();
mkdir($base);
for ($i = 0; $i < 50; $i++) { @mkdir("$base/d" . $i % 3); file_put_contents("$base/d" . $i % 3 . "/f$i", str_repeat('x', $i)); }
$n = $size = 0;
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($base, FilesystemIterator::SKIP_DOTS)) as $f) { $n++; $size += $f->getSize(); }
echo "$n $size\n";
$f = fopen("$base/rw", 'w+'); fwrite($f, "one\ntwo\n"); flock($f, LOCK_EX); rewind($f); echo fgets($f), ftell($f), "\n"; ftruncate($f, 2); fclose($f);
touch("$base/rw", 5, 6); clearstatcache(); echo filesize("$base/rw"), ' ', filemtime("$base/rw"), ' ', decoct(fileperms("$base/rw") & 0777), "\n";
symlink('d0/f3', "$base/link"); echo readlink("$base/link"), ' ', filesize("$base/link"), "\n";
rename("$base/d1", "$base/moved"); copy("$base/d0/f9", "$base/copy");
echo implode(',', array_map('basename', glob("$base/*"))), "\n";
var_dump(@fopen('/none/x', 'r'), is_writable($base), fputcsv(STDOUT, ['a b', 'c"d', 3]));
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($base, FilesystemIterator::SKIP_DOTS), RecursiveIteratorIterator::CHILD_FIRST) as $f) $f->isDir() && !$f->isLink() ? rmdir($f) : unlink($f);
rmdir($base); var_dump(file_exists($base));
$t = microtime(true); usleep(20000); var_dump(microtime(true) - $t >= 0.02);
