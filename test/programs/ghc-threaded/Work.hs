-- Laziness, exceptions, MVars, STM-like channels, timeouts, the collector, files.
import Control.Concurrent
import Control.Exception
import Control.Monad
import qualified Data.Map.Strict as M
import Data.IORef
import Data.List
import System.Directory
import System.Environment
import System.Exit
import System.IO
import System.Mem
import System.Timeout

data Tree = Leaf | Node Tree Tree

tree :: Int -> Tree
tree 0 = Leaf
tree d = Node (tree (d - 1)) (tree (d - 1))

count :: Tree -> Int
count Leaf = 1
count (Node l r) = 1 + count l + count r

primes :: [Int]
primes = sieve [2 ..] where sieve (p : xs) = p : sieve [x | x <- xs, x `mod` p /= 0]

main :: IO ()
main = do
  args <- getArgs
  hSetBuffering stdout LineBuffering
  when (args == ["error"]) $ putStrLn "before" >> error "on purpose"
  print (take 10 (drop 500 primes), 2 ^ (300 :: Int) :: Integer)
  let kept = tree 15
  print (count kept, sum [count (tree (10 + n `mod` 3)) | n <- [1 .. 60]])
  performMajorGC
  print (count kept)
  let m = foldl' (\a i -> M.insertWith (+) (show (i * 7919 `mod` 1009)) i a) M.empty [1 .. 50000 :: Int]
  print (M.size m, M.lookup "42" m)
  box <- newEmptyMVar
  total <- newIORef (0 :: Int)
  done <- newEmptyMVar
  forM_ [1 .. 8] $ \i -> forkIO $ do
    forM_ [1 .. 500] $ \k -> putMVar box (i * k)
    putMVar done ()
  _ <- forkIO $ forever $ takeMVar box >>= \x -> atomicModifyIORef' total (\t -> (t + x, ()))
  replicateM_ 8 (takeMVar done)
  threadDelay 20000
  readIORef total >>= print
  r <- timeout 50000 (threadDelay 5000000)
  print r
  -- One that only computes is interrupted by the timer.
  spin <- newEmptyMVar
  t <- forkIO (evaluate (length (show (foldl' (+) 0 [1 .. 10 ^ (12 :: Int) :: Integer]))) >>= putMVar spin)
  threadDelay 30000
  killThread t
  putStrLn "killed"
  r2 <- try (evaluate (1 `div` (0 :: Int))) :: IO (Either ArithException Int)
  print r2
  r3 <- try (readFile "/none" >>= putStr) :: IO (Either IOException ())
  print r3
  r4 <- try (newEmptyMVar >>= \v -> takeMVar (v :: MVar ())) :: IO (Either BlockedIndefinitelyOnMVar ())
  print r4
  tmp <- getTemporaryDirectory
  writeFile (tmp ++ "/hs.txt") (unlines (map show [1 .. 3000 :: Int]))
  text <- readFile (tmp ++ "/hs.txt")
  print (sum (map read (lines text) :: [Int]), length text)
  removeFile (tmp ++ "/hs.txt")
  doesFileExist (tmp ++ "/hs.txt") >>= print
  exitWith (ExitFailure 4)
