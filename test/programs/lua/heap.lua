-- The collector at work: trees that live and trees that die, finalizers, weak tables.
local function tree(d) if d == 0 then return {} end return { tree(d - 1), tree(d - 1) } end
local function check(t) return t[1] and 1 + check(t[1]) + check(t[2]) or 1 end
local kept, total = tree(12), 0
for i = 1, tonumber(arg[1]) // 1000 do total = total + check(tree(10)) end
local dead = 0
for i = 1, 500 do setmetatable({}, { __gc = function() dead = dead + 1 end }) end
local weak = setmetatable({ {}, {}, kept }, { __mode = "v" })
collectgarbage() collectgarbage("generational") collectgarbage()
print(check(kept), total, dead, weak[1], weak[3] == kept)
