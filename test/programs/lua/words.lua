-- Strings, patterns, closures, coroutines, files.
local function gen(n)
	return coroutine.wrap(function()
		local x = 1
		for i = 1, n do
			x = (x * 1103515245 + 12345) % 2147483648
			coroutine.yield(i, x)
		end
	end)
end
local counts, keys = {}, {}
for i, x in gen(5000) do
	local word = ("%x"):format(x):sub(1, 2)
	if not counts[word] then keys[#keys + 1] = word end
	counts[word] = (counts[word] or 0) + 1
end
table.sort(keys)
for _, k in ipairs(keys) do io.write(k, "=", counts[k], " ") end
print()
local path = os.tmpname()
local f = assert(io.open(path, "w"))
for i = 1, 1000 do f:write(i, " ", math.sqrt(i), "\n") end
f:close()
local sum = 0
for a, b in io.open(path):read("a"):gmatch("(%d+) ([%d.]+)") do sum = sum + a * tonumber(b) end
print(string.format("%.6f", sum), os.remove(path))
print(pcall(string.rep, "x", -1), select("#", table.unpack({ 1, 2, nil, 4 }, 1, 4)))
print(string.pack("<i4z", 42, "end"):byte(1, -1))
print(utf8.char(228, 8364, 128512), utf8.len("äöü"))
print(10 // 3, -7 // 2, 7 % -3, 2 ^ 0.5, 1 << 62, 0x7fffffffffffffff + 1)
goto done
print("never")
::done::
os.exit(4)
