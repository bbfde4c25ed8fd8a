require 'json'; require 'digest'; require 'zlib'; require 'set'; require 'time'; require 'yaml'; require 'erb'; require 'csv'
require 'bigdecimal'; require 'openssl'; require 'strscan'; require 'securerandom'; require 'stringio'; require 'date'; require 'prime'
puts JSON.generate(JSON.parse('{"b": [1, 2.5, null], "a": {"c": true}}')), Digest::SHA256.hexdigest('abc')
z = Zlib.deflate('data ' * 20000)
puts z.bytesize, Zlib.crc32(Zlib.inflate(z)), Set[1, 2, 2].size, Time.at(0).utc.iso8601
puts({ 'a' => [1, { 'b' => nil }] }.to_yaml, ERB.new('<% 3.times do |i| %><%= i %>,<% end %>').result)
puts CSV.parse("a,\"b c\"\n1,2\n").inspect, BigDecimal('2').sqrt(40).to_s, Date.new(2024, 2, 29).next_year.to_s
puts OpenSSL::HMAC.hexdigest('SHA1', 'k', 'v'), SecureRandom.hex(8).size, Prime.first(10).inspect, StringScanner.new('ab12').scan(/[a-z]+/)
puts Marshal.load(Marshal.dump([1, :b, 'c' => 2.5])).inspect
