# Threads, queues, condition variables, timeouts, ractors.
require 'timeout'
require 'monitor'
q, done = SizedQueue.new(5), Queue.new
workers = 4.times.map { Thread.new { s = 0; while (x = q.pop) != :end; s += x; end; done << s } }
1000.times { |i| q << i }
4.times { q << :end }
workers.each(&:join)
puts 4.times.sum { done.pop }
m, c, turn, said = Mutex.new, ConditionVariable.new, 0, []
3.times.map { |n| Thread.new { 20.times { m.synchronize { c.wait(m) until turn % 3 == n; said << n; turn += 1; c.broadcast } } } }.each(&:join)
puts said == [0, 1, 2] * 20
begin
  Timeout.timeout(0.05) { sleep 5 }
rescue Timeout::Error => e
  puts e.message
end
t = Thread.new { Thread.current[:x] = 1; Thread.stop; 42 }
sleep 0.01 until t.stop?
t.wakeup
puts t.value
puts Thread.new { raise IOError, 'in a thread' }.tap { |x| x.report_on_exception = false }.join rescue puts $!.message
r, w = IO.pipe
reader = Thread.new { r.read }
w << 'through a pipe'; w.close
puts reader.value, IO.select([r], nil, nil, 0)&.first&.size.inspect
$VERBOSE = nil
puts 3.times.map { |i| Ractor.new(i) { |n| (1..20000).sum { |k| k * n } } }.map(&:take).inspect
