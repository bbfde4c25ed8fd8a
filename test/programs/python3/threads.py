# Threads, locks, conditions, queues, a pool, thread-local data, and a generator of work.
import concurrent.futures, hashlib, queue, threading, time

q, results, lock = queue.Queue(8), [], threading.Lock()
local = threading.local()
def consumer():
    local.mine = 0
    while (item := q.get()) is not None:
        local.mine += item
    with lock:
        results.append(local.mine)
threads = [threading.Thread(target=consumer) for _ in range(6)]
for t in threads: t.start()
for i in range(2000): q.put(i)
for t in threads: q.put(None)
for t in threads: t.join()
print(len(results), sum(results))
# Hashing lets go of the interpreter's lock: this is really side by side.
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    for digest in pool.map(lambda i: hashlib.sha256(bytes([i]) * 300000).hexdigest(), range(8)):
        print(digest[:16])
barrier, event, order = threading.Barrier(5), threading.Event(), []
def meet(n):
    barrier.wait()
    event.wait()
    with lock: order.append(n)
threads = [threading.Thread(target=meet, args=(i,)) for i in range(5)]
for t in threads: t.start()
event.set()
for t in threads: t.join()
print(sorted(order))
condition, turn, said = threading.Condition(), [0], []
def speak(n):
    for _ in range(50):
        with condition:
            condition.wait_for(lambda: turn[0] % 3 == n)
            said.append(n); turn[0] += 1
            condition.notify_all()
threads = [threading.Thread(target=speak, args=(i,)) for i in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(said == [0, 1, 2] * 50)
timer = threading.Timer(0.05, lambda: print('timer'))
timer.start(); timer.join()
semaphore = threading.BoundedSemaphore(2)
try: semaphore.release()
except ValueError as e: print(e)
print(lock.acquire(timeout=0.1), lock.acquire(timeout=0.05), threading.active_count())
