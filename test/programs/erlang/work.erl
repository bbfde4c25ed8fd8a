%% Processes by the thousand, links and monitors, ETS, timers, binaries, files, exceptions, the compiler's own modules.
-module(work).
-export([main/0]).

ring(0, First) -> receive M -> First ! M end;
ring(N, First) -> P = spawn_link(fun() -> ring(N - 1, First) end), receive M -> P ! M end.

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).

pmap(F, L) ->
	Self = self(),
	Refs = [begin R = make_ref(), spawn(fun() -> Self ! {R, F(X)} end), R end || X <- L],
	[receive {R, V} -> V end || R <- Refs].

main() ->
	Self = self(),
	First = spawn(fun() -> ring(3000, Self) end),
	First ! token,
	receive token -> io:format("round~n") end,
	io:format("~p~n", [pmap(fun fib/1, lists:seq(10, 22))]),
	T = ets:new(t, [public, ordered_set, {write_concurrency, true}]),
	pmap(fun(K) -> [ets:update_counter(T, I rem 50, {2, K}, {I rem 50, 0}) || I <- lists:seq(1, 2000)] end, lists:seq(1, 8)),
	io:format("~p ~p~n", [ets:info(T, size), lists:sum([V || {_, V} <- ets:tab2list(T)])]),
	{P, M} = spawn_monitor(fun() -> exit({why, 1}) end),
	receive {'DOWN', M, process, P, R} -> io:format("~p~n", [R]) end,
	process_flag(trap_exit, true),
	L = spawn_link(fun() -> receive after 20 -> exit(late) end end),
	receive {'EXIT', L, Why} -> io:format("~p~n", [Why]) after 10000 -> io:format("nothing~n") end,
	erlang:send_after(30, self(), tick),
	Before = erlang:monotonic_time(millisecond),
	receive tick -> io:format("~p~n", [erlang:monotonic_time(millisecond) - Before >= 29]) end,
	io:format("~p~n", [catch list_to_integer("x")]),
	io:format("~p~n", [try 1 / (length([]) + 0) catch error:E -> E after io:format("after~n") end]),
	<<A:12, B:4, Rest/binary>> = <<"binary pattern">>,
	io:format("~p ~p ~s ~p~n", [A, B, Rest, erlang:md5("abc")]),
	io:format("~p ~p~n", [erlang:crc32(lists:duplicate(100000, $x)), byte_size(zlib:gzip(lists:duplicate(100000, "data ")))]),
	File = "erlang.txt",
	ok = file:write_file(File, [[integer_to_list(I), $\n] || I <- lists:seq(1, 5000)]),
	{ok, Data} = file:read_file(File),
	ok = file:delete(File),
	io:format("~p ~p ~p~n", [byte_size(Data), length(binary:split(Data, <<"\n">>, [global])), file:open("/none/x", [write])]),
	{ok, Tokens, _} = erl_scan:string("lists:foldl(fun(X, S) -> X * S end, 1, lists:seq(1, 40))."),
	{ok, Exprs} = erl_parse:parse_exprs(Tokens),
	{value, V, _} = erl_eval:exprs(Exprs, []),
	io:format("~p ~ts~n", [V, [228, 8364]]),
	io:format("~p~n", [re:run("ab12cd", "[0-9]+", [{capture, all, list}])]),
	garbage_collect(),
	io:format("~p~n", [lists:sum([length(lists:seq(1, N)) || N <- lists:seq(1, 1000)])]),
	gen(),
	halt(4).

gen() ->
	{ok, P} = gen_event:start_link(),
	io:format("~p~n", [gen_event:which_handlers(P)]),
	gen_event:stop(P),
	timer:sleep(10),
	{ok, Ref} = timer:send_interval(5, beat),
	[receive beat -> ok end || _ <- lists:seq(1, 5)],
	timer:cancel(Ref),
	io:format("beats~n").
