require 'tmpdir'; require 'fileutils'; require 'tempfile'; require 'find'
Dir.mktmpdir do |base|
  60.times { |i| FileUtils.mkdir_p("#{base}/d#{i % 4}"); File.write("#{base}/d#{i % 4}/f#{i}", 'x' * i) }
  puts Find.find(base).select { |p| File.file?(p) }.sum { |p| File.size(p) }, Dir.children(base).sort.inspect
  File.symlink('d0/f8', "#{base}/link"); puts File.readlink("#{base}/link"), File.stat("#{base}/link").size
  FileUtils.cp_r("#{base}/d1", "#{base}/copy"); FileUtils.mv("#{base}/d2", "#{base}/moved"); FileUtils.rm_rf("#{base}/d3")
  puts Dir.glob("#{base}/*").map { |p| File.basename(p) }.sort.inspect
  File.open("#{base}/rw", 'w+') { |f| f.puts 'one', 'two'; f.rewind; puts f.gets, f.pos, f.flock(File::LOCK_EX); f.truncate(2); puts f.size }
  File.utime(1, 2, "#{base}/rw"); puts File.mtime("#{base}/rw").to_i, '%o' % (File.stat("#{base}/rw").mode & 0o777)
  Tempfile.create('t') { |t| t.write('abc'); t.flush; puts File.read(t.path) }
end
['/none/x', '/etc'].each { |p| begin; File.write(p, ''); rescue SystemCallError => e; puts e.class; end }
puts IO.readlines('/etc/nsswitch.conf').size > 1, IO.copy_stream('/usr/bin/ruby', '/dev/null') > 1000
