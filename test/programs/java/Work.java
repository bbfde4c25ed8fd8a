import java.io.*;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.MessageDigest;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.concurrent.locks.*;
import java.util.stream.*;
import java.util.zip.*;

/** Threads, collectors, exceptions by hardware trap, files, mapped files, zip, digests, streams. */
public class Work {
	static class Node { Node left, right; int value; Node next; }

	static Node tree(int depth) {
		Node n = new Node();
		n.value = depth;
		if (depth > 0) { n.left = tree(depth - 1); n.right = tree(depth - 1); }
		return n;
	}
	static int count(Node n) { return n == null ? 0 : 1 + count(n.left) + count(n.right); }

	static void collect(int rounds) throws Exception {
		List<Node> kept = Collections.synchronizedList(new ArrayList<>());
		ExecutorService pool = Executors.newFixedThreadPool(4);
		List<Future<Integer>> results = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			final int round = i;
			results.add(pool.submit(() -> {
				Node n = tree(14);
				if (round % 8 == 0) kept.add(n);
				return count(n) + count(tree(10));
			}));
		}
		long total = 0;
		for (Future<Integer> f : results) total += f.get();
		pool.shutdown();
		System.out.println(pool.awaitTermination(10, TimeUnit.SECONDS) + " " + total + " " + kept.size());
		System.gc();
		System.out.println(kept.stream().mapToInt(Work::count).sum());
		try { List<long[]> l = new ArrayList<>(); for (;;) l.add(new long[4 << 20]); }
		catch (OutOfMemoryError e) { System.out.println(e.getMessage()); }
	}

	static int deep(int n) { return deep(n + 1) + 1; }

	static void traps() {
		Node none = null;
		int caught = 0, zero = 0;
		for (int i = 0; i < 6000; i++) {
			try { caught += none.value; } catch (NullPointerException e) { caught++; }
			try { caught += i / zero; } catch (ArithmeticException e) { caught++; }
			try { caught += new int[3][i % 3 + 3].length > 0 ? new int[2][0][2].length : 0; }
			catch (ArrayIndexOutOfBoundsException e) { caught++; }
			catch (RuntimeException e) { caught += 100; }
		}
		System.out.println(caught);
		try { deep(0); } catch (StackOverflowError e) { System.out.println("overflow"); }
	}

	static void threads() throws Exception {
		AtomicLong sum = new AtomicLong();
		int[] plain = { 0 };
		Thread[] all = new Thread[8];
		CyclicBarrier barrier = new CyclicBarrier(all.length);
		for (int i = 0; i < all.length; i++) {
			final int id = i;
			all[i] = new Thread(() -> {
				try { barrier.await(); } catch (Exception e) { throw new RuntimeException(e); }
				for (int k = 0; k < 5000; k++) { sum.addAndGet(k); synchronized (plain) { plain[0]++; } }
			}, "adder" + id);
			all[i].start();
		}
		for (Thread t : all) t.join();
		System.out.println(sum + " " + plain[0]);
		BlockingQueue<Integer> q = new ArrayBlockingQueue<>(4);
		Thread producer = new Thread(() -> { try { for (int i = 0; i < 3000; i++) q.put(i); q.put(-1); } catch (InterruptedException e) { } });
		producer.start();
		long got = 0;
		for (int x; (x = q.take()) >= 0;) got += x;
		System.out.println(got);
		Thread sleeper = new Thread(() -> { try { Thread.sleep(100000); } catch (InterruptedException e) { System.out.println("interrupted"); } });
		sleeper.start(); Thread.sleep(20); sleeper.interrupt(); sleeper.join();
		System.out.println(IntStream.range(0, 20000).parallel().filter(i -> BigInteger.valueOf(i).isProbablePrime(60)).count());
		ReentrantLock lock = new ReentrantLock();
		Condition c = lock.newCondition();
		lock.lock();
		try { System.out.println(c.await(20, TimeUnit.MILLISECONDS)); } finally { lock.unlock(); }
		System.out.println(CompletableFuture.supplyAsync(() -> 6).thenCombine(CompletableFuture.supplyAsync(() -> 7), (a, b) -> a * b).get());
		ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
		CountDownLatch latch = new CountDownLatch(5);
		timer.scheduleAtFixedRate(latch::countDown, 1, 5, TimeUnit.MILLISECONDS);
		latch.await();
		timer.shutdownNow();
		System.out.println("ticked");
	}

	static void files() throws Exception {
		Path base = Files.createTempDirectory("java");
		for (int i = 0; i < 50; i++) Files.writeString(base.resolve("f" + i), "line " + i + "\n".repeat(i));
		try (Stream<Path> s = Files.walk(base)) { System.out.println(s.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum()); }
		try (FileChannel ch = FileChannel.open(base.resolve("map"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			var map = ch.map(FileChannel.MapMode.READ_WRITE, 0, 100000);
			map.put(50000, (byte) 42); map.force();
			ByteBuffer b = ByteBuffer.allocateDirect(1);
			ch.read(b, 50000);
			System.out.println(b.get(0) + " " + ch.size() + " " + (ch.tryLock() != null));
		}
		try (ZipOutputStream z = new ZipOutputStream(new FileOutputStream(base.resolve("z.zip").toFile()))) {
			for (int i = 0; i < 5; i++) { z.putNextEntry(new ZipEntry("e" + i)); z.write("data".repeat(1000).getBytes()); }
		}
		try (ZipFile z = new ZipFile(base.resolve("z.zip").toFile())) { System.out.println(z.size() + " " + z.getEntry("e3").getSize()); }
		MessageDigest d = MessageDigest.getInstance("SHA-256");
		System.out.println(new BigInteger(1, d.digest("pith".getBytes(StandardCharsets.UTF_8))).toString(16));
		try { new FileInputStream("/none"); } catch (FileNotFoundException e) { System.out.println(e.getMessage()); }
	}

	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("throw")) {
			Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
			throw new IllegalStateException("for a look");
		}
		boolean small = args.length > 0;
		threads();
		traps();
		files();
		collect(small ? 4 : 40);
		System.out.println(Stream.of("delta", "alpha", "charlie").sorted().collect(Collectors.joining(",")) + String.format(" %.3f %tF", Math.PI, new Date(0)));
	}
}
