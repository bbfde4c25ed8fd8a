# Blocks, fibers, patterns, big numbers, garbage, ractors' little brother: enumerators.
fib = Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }
puts fib.lazy.select(&:even?).first(20).inspect, fib.take(300).last
case { name: 'x', tags: [1, [2, 3]] }
in { name: String => n, tags: [Integer => a, [*, b]] }
  puts "#{n} #{a} #{b}"
end
words = (1..30000).map { |i| (i * 7919 % 1009).to_s(36) }
puts words.tally.max_by { |k, v| [v, k] }.inspect, words.group_by(&:size).transform_values(&:count).inspect
Node = Struct.new(:left, :right)
def tree(d) = d == 0 ? Node.new : Node.new(tree(d - 1), tree(d - 1))
def count(n) = n.left ? 1 + count(n.left) + count(n.right) : 1
kept = tree(12)
puts (1..30).sum { count(tree(10)) } + count(kept)
GC.start
GC.compact if GC.respond_to?(:compact) && false
puts count(kept), GC.count > 0
puts 2**500, Rational(3, 4) + 1, Complex(1, 2) ** 3, 10.0.divmod(3).inspect, 1e23, 0.1 + 0.2
f = Fiber.new { |x| loop { x = Fiber.yield(x * 2) } }
puts [1, 2, 3].map { |x| f.resume(x) }.inspect
puts "héllo wörld".scan(/\p{L}+/).map(&:capitalize).join(' '), 'abc'.unpack('C*').inspect, "%08.3f|%-5s|%x" % [3.14159, 'ab', 255]
begin
  def deep(n) = deep(n + 1) + 1
  deep(0)
rescue SystemStackError => e
  puts e.class
end
begin; Integer('x'); rescue ArgumentError => e; puts e.message; ensure puts 'ensure'; end
puts ObjectSpace.each_object(Class).count > 100, [3, 1, 2].sort { |a, b| b <=> a }.inspect, catch(:out) { throw :out, 5 }
