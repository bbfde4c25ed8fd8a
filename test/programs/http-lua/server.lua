-- SPDX-License-Identifier: MIT
-- Answers with what was asked, and a checksum of what was sent along.
local socket = require("socket")

local listener = assert(socket.bind("0.0.0.0", 28021, 128))
local clients = { listener }
local serves = {}

-- One line or (n) bytes; others are served while this waits.
local function take(client, n)
	local got, why, part

	repeat
		got, why, part = client:receive(n, part)
		if why == "timeout" then coroutine.yield() end
	until why ~= "timeout"
	return got
end

local function serve(client)
	local first, length, sum = take(client, "*l"), 0, 0

	for line in function() return take(client, "*l") end do
		if line == "" then break end
		length = tonumber(line:lower():match("^content%-length: (%d+)")) or length
	end
	local body = length > 0 and take(client, length) or ""
	for i = 1, #body do sum = (sum * 31 + body:byte(i)) & 0xffffffff end
	local text = string.format("%s %08x\n", first, sum)
	client:settimeout(nil)
	client:send(string.format("HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s", #text, text))
end

local function forget(client)
	client:close()
	serves[client] = nil
	for i = #clients, 2, -1 do
		if clients[i] == client then table.remove(clients, i) end
	end
end

while true do
	for _, ready in ipairs((socket.select(clients))) do
		if ready == listener then
			local client = listener:accept()
			client:settimeout(0)
			clients[#clients + 1] = client
			serves[client] = coroutine.create(serve)
		else
			coroutine.resume(serves[ready], ready)
			if coroutine.status(serves[ready]) == "dead" then forget(ready) end
		end
	end
end
