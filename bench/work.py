# SPDX-License-Identifier: MIT
# Two seconds of CPython: calls, dictionaries, strings.


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


numbers = {str(i): i * 7 % 1000 for i in range(300000)}
print(fibonacci(34), sum(numbers.values()), len(",".join(sorted(numbers))))
