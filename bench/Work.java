// SPDX-License-Identifier: MIT
// Two seconds of HotSpot: calls, maps, strings, garbage.
import java.util.TreeMap;

class Work {
	static int fibonacci(int n)
	{
		return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
	}

	public static void main(String[] arguments)
	{
		TreeMap<String, Integer> numbers = new TreeMap<>();
		long sum = 0;
		for (int i = 0; i < 3000000; i++)
			numbers.put("n" + i % 300000, i * 7 % 1000);
		for (int value : numbers.values())
			sum += value;
		System.out.println(fibonacci(43) + " " + sum + " " + String.join(",", numbers.keySet()).length());
	}
}
