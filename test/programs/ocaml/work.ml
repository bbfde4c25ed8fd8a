(* Exceptions, closures, modules, the collector, threads, Unix, strings. *)
module M = Map.Make (String)

type tree = Leaf | Node of tree * int * tree

let rec tree d = if d = 0 then Leaf else Node (tree (d - 1), d, tree (d - 1))
let rec count = function Leaf -> 1 | Node (l, _, r) -> 1 + count l + count r

exception Found of int

let rec deep n = if n = 0 then 0 else 1 + deep (n - 1)

let () =
  let kept = tree 14 in
  let total = ref 0 in
  for _ = 1 to 60 do total := !total + count (tree 11) done;
  Gc.compact ();
  Printf.printf "%d %d\n" (count kept) !total;
  let m = ref M.empty in
  for i = 0 to 20000 do
    let k = Printf.sprintf "%x" (i * 7919 mod 1009) in
    m := M.update k (function None -> Some 1 | Some n -> Some (n + 1)) !m
  done;
  Printf.printf "%d %d\n" (M.cardinal !m) (M.find "2a" !m);
  (try List.iteri (fun i x -> if x > 90 then raise (Found i)) (List.init 100 Fun.id) with Found i -> Printf.printf "found %d\n" i);
  (try Printf.printf "%d\n" (1 / (Sys.opaque_identity 0)) with Division_by_zero -> print_endline "division");
  (try ignore (Array.get [| 1 |] (Sys.opaque_identity 3)) with Invalid_argument s -> print_endline s);
  Printf.printf "%d\n" (deep 20000);
  let q = Queue.create () and lock = Mutex.create () and more = Condition.create () in
  let sum = ref 0 in
  let consumer () =
    let rec go () =
      Mutex.lock lock;
      while Queue.is_empty q do Condition.wait more lock done;
      let x = Queue.pop q in
      if x >= 0 then sum := !sum + x;
      Mutex.unlock lock;
      if x >= 0 then go ()
    in go ()
  in
  let threads = List.init 4 (fun _ -> Thread.create consumer ()) in
  for i = 0 to 1000 do Mutex.lock lock; Queue.push i q; Condition.signal more; Mutex.unlock lock; if i mod 100 = 0 then Thread.yield () done;
  List.iter (fun _ -> Mutex.lock lock; Queue.push (-1) q; Condition.broadcast more; Mutex.unlock lock) threads;
  List.iter Thread.join threads;
  Printf.printf "%d\n" !sum;
  let r, w = Unix.pipe () in
  ignore (Thread.create (fun () -> Thread.delay 0.02; ignore (Unix.write_substring w "pipe" 0 4)) ());
  let b = Bytes.create 10 in
  let n = Unix.read r b 0 10 in
  print_endline (Bytes.sub_string b 0 n);
  Sys.set_signal Sys.sigalrm (Sys.Signal_handle (fun _ -> print_endline "alarm"));
  ignore (Unix.setitimer Unix.ITIMER_REAL { Unix.it_interval = 0.; it_value = 0.02 });
  Thread.delay 0.1;
  let name = Filename.temp_file "ml" ".txt" in
  let oc = open_out name in
  for i = 1 to 1000 do Printf.fprintf oc "%d\n" i done;
  close_out oc;
  Printf.printf "%d\n" (Unix.stat name).Unix.st_size;
  Sys.remove name;
  (try ignore (open_in "/none") with Sys_error e -> print_endline e);
  Printf.printf "%s %.17g %s\n" (Digest.to_hex (Digest.string "abc")) (sqrt 2.) (String.concat "," (List.map string_of_int (List.sort compare [ 3; 1; 2 ])));
  exit 3
