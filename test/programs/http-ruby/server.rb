# SPDX-License-Identifier: MIT
# Answers with what was asked, and the digest of what was sent along.
require "webrick"
require "digest"

server = WEBrick::HTTPServer.new(Port: 28014, BindAddress: "0.0.0.0", AccessLog: [], Logger: WEBrick::Log.new(File::NULL))
server.mount_proc("/") do |request, response|
  response.body = "#{request.request_method} #{request.unparsed_uri} #{Digest::SHA256.hexdigest(request.body || "")}\n"
end
trap("TERM") { server.shutdown }
server.start
puts "ended"
