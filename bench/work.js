// SPDX-License-Identifier: MIT
// Two seconds of V8: a sieve, objects, strings, garbage.
const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
let primes = 0;
for (let round = 0; round < 30; round++) {
	const sieve = new Uint8Array(4e6);
	for (let i = 2; i < sieve.length; i++) {
		if (sieve[i]) continue;
		primes++;
		for (let j = i * 2; j < sieve.length; j += i) sieve[j] = 1;
	}
}
const numbers = {};
for (let i = 0; i < 3e5; i++) numbers["n" + i] = { value: (i * 7) % 1000 };
console.log(fibonacci(37), primes, Object.keys(numbers).sort().join(",").length);
