(* SPDX-License-Identifier: MIT *)
(* Answers with what was asked, and the digest of what was sent along. *)
let length_of line =
  match String.split_on_char ':' (String.lowercase_ascii line) with
  | [ "content-length"; n ] -> int_of_string (String.trim n)
  | _ -> 0

let serve socket =
  let from = Unix.in_channel_of_descr socket and into = Unix.out_channel_of_descr socket in
  (try
     let first = String.trim (input_line from) in
     let rec fields length =
       match String.trim (input_line from) with
       | "" -> length
       | line -> fields (max length (length_of line))
     in
     let body = really_input_string from (fields 0) in
     let text = Printf.sprintf "%s %s\n" first (Digest.to_hex (Digest.string body)) in
     Printf.fprintf into "HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" (String.length text) text;
     flush into
   with End_of_file | Sys_error _ -> ());
  Unix.close socket

let () =
  let socket = Unix.socket Unix.PF_INET Unix.SOCK_STREAM 0 in
  Sys.set_signal Sys.sigpipe Sys.Signal_ignore;
  Unix.setsockopt socket Unix.SO_REUSEADDR true;
  Unix.bind socket (Unix.ADDR_INET (Unix.inet_addr_any, 28019));
  Unix.listen socket 128;
  while true do
    let client, _ = Unix.accept socket in
    ignore (Thread.create serve client)
  done
