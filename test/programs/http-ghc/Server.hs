-- SPDX-License-Identifier: MIT
-- Answers with what was asked, and a checksum of what was sent along.
module Main (main) where

import Control.Concurrent (forkIO)
import Control.Exception (SomeException, finally, handle)
import Control.Monad (forever, void)
import qualified Data.ByteString as B
import qualified Data.ByteString.Char8 as C
import Data.Char (toLower)
import Data.Word (Word64)
import Network.Socket
import Network.Socket.ByteString (recv, sendAll)

-- The head of a request, and what of the body came with it.
readHead :: Socket -> B.ByteString -> IO (B.ByteString, B.ByteString)
readHead s got = case B.breakSubstring end got of
  (before, after) | not (B.null after) -> return (before, B.drop 4 after)
  _ -> do
    more <- recv s 65536
    if B.null more then return (got, B.empty) else readHead s (B.append got more)
  where
    end = C.pack "\r\n\r\n"

readBody :: Socket -> Int -> [B.ByteString] -> IO B.ByteString
readBody s left pieces
  | left <= 0 = return (B.concat (reverse pieces))
  | otherwise = do
      more <- recv s 65536
      if B.null more then readBody s 0 pieces else readBody s (left - B.length more) (more : pieces)

lengthOf :: B.ByteString -> Int
lengthOf line = case C.break (== ':') line of
  (name, value) | map toLower (C.unpack name) == "content-length" -> read (C.unpack (C.drop 2 value))
  _ -> 0

serve :: Socket -> IO ()
serve s = do
  (before, rest) <- readHead s B.empty
  let fields = map (C.filter (/= '\r')) (C.lines before)
      size = maximum (0 : map lengthOf fields)
  body <- readBody s (size - B.length rest) [rest]
  let total = B.foldl' (\n b -> n * 31 + fromIntegral b) 0 body :: Word64
      text = C.pack (C.unpack (head fields) ++ " " ++ show total ++ "\n")
  sendAll s (C.pack ("HTTP/1.0 200 OK\r\nContent-Length: " ++ show (B.length text) ++ "\r\n\r\n"))
  sendAll s text

main :: IO ()
main = do
  s <- socket AF_INET Stream defaultProtocol
  setSocketOption s ReuseAddr 1
  bind s (SockAddrInet 28020 0)
  listen s 128
  forever $ do
    (client, _) <- accept s
    void . forkIO $ handle ignore (serve client) `finally` close client
  where
    ignore :: SomeException -> IO ()
    ignore _ = return ()
