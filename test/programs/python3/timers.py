# asyncio: timers, tasks, queues, locks, timeouts, a pool of threads, pipes, local sockets.
import asyncio, os

async def worker(name, q, done):
    while True:
        delay, value = await q.get()
        await asyncio.sleep(delay)
        done.append(value)
        q.task_done()

async def main():
    q, done = asyncio.Queue(), []
    tasks = [asyncio.create_task(worker(i, q, done)) for i in range(4)]
    for i in range(40): q.put_nowait((0.002 * (i % 5), i))
    await q.join()
    for t in tasks: t.cancel()
    print(sorted(done) == list(range(40)), [type(x).__name__ for x in await asyncio.gather(*tasks, return_exceptions=True)])
    order = []
    async def late(d): await asyncio.sleep(d); order.append(d)
    await asyncio.gather(*(late(d) for d in (0.3, 0.1, 0.2)))
    print(order)
    try:
        async with asyncio.timeout(0.05): await asyncio.sleep(5)
    except TimeoutError: print('timeout')
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, lambda: sum(range(100000))))
    before = loop.time()
    await asyncio.sleep(0.1)
    print(loop.time() - before >= 0.099)
    event = asyncio.Event()
    loop.call_later(0.05, event.set)
    print(await event.wait())
    r, w = os.pipe()
    got = asyncio.Event()
    loop.add_reader(r, lambda: (print(os.read(r, 100)), got.set()))
    loop.call_soon(os.write, w, b'through a pipe')
    await got.wait()
    async def serve(reader, writer):
        while line := await reader.readline(): writer.write(line.upper())
        writer.close()
    server = await asyncio.start_unix_server(serve, 'socket')
    reader, writer = await asyncio.open_unix_connection('socket')
    for i in range(3):
        writer.write(b'line %d\n' % i)
        print(await reader.readline())
    writer.close()
    server.close()

asyncio.run(main())
