-- What a small program asks of its C library: sorting, formats, files, patterns, coroutines.
local t = {}
for i = 1, 20000 do t[i] = (i * 7919) % 10007 end
table.sort(t)
print(#t, t[1], t[#t], string.format("%5.2f|%q|%x|%g", math.pi, "a\nb", 255, 1e300))
local f = assert(io.open("/tmp/pith-lua-x", "w"))
f:write("hello\nworld\n")
f:close()
for line in io.lines("/tmp/pith-lua-x") do io.write("<", line, ">") end
print(os.rename("/tmp/pith-lua-x", "/tmp/pith-lua-y"), os.remove("/tmp/pith-lua-y"))
print(io.open("/nope"))
print(("hello world"):gsub("o", "0"), ("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
print(co(), co(), co(), string.pack(">I4", 66051):byte(1, -1))
print(pcall(error, "an error"), select("#", table.unpack(t, 1, 200)))
print(os.time { year = 2026, month = 1, day = 2, hour = 12 }, os.date("!%F %T", 86400 * 365))
collectgarbage()
print(io.read("n", "l"), io.read("a"))
