def total: [.lines[] | .price * .n] | add // 0;
(.orders | sort_by(.id) | map({id, who, total: total})),
(.orders | group_by(.who) | map({(.[0].who): (map(total) | add)}) | add),
([.orders[].lines[].what] | unique | map(ascii_upcase) | join(",")),
([limit(10; range(0; 100; 7))] | map(. * . | sqrt | floor)),
(.empty | if . then 1 else "nothing" end),
([paths(type == "number")] | length),
(tostring | length),
(.orders[0] | to_entries | map(.key)),
([.orders[].who | test("^A") ] // "no regular expressions")?,
("\(1 + 2) of \(.orders | length)" | @base64),
(reduce range(1; 2000) as $i (0; . + $i * $i)),
(now > 1000000000)
