# decimal, fractions, big integers, floats: what is printed depends on every bit.
import cmath, decimal, fractions, math, statistics
from decimal import Decimal as D

decimal.getcontext().prec = 200
def pi():
    three = D(3)
    lasts, t, s, n, na, d, da = 0, three, 3, 1, 0, 0, 24
    while s != lasts:
        lasts = s
        n, na = n + na, na + 8
        d, da = d + da, da + 32
        t = (t * n) / d
        s += t
    return +s
print(pi())
print(D(2).sqrt(), D(10).ln(), D('1e-7').exp())
print(math.factorial(300))
print(pow(3, 10 ** 5, 10 ** 40 + 9), (1 << 3000) % (10 ** 30 + 57), math.isqrt(10 ** 120))
print(sum(fractions.Fraction(1, n) for n in range(1, 120)))
print([math.sin(x / 7) for x in range(6)], math.gamma(5.5), math.erf(0.3), cmath.exp(1j * math.pi))
print(0.1 + 0.2, (0.1).hex(), float.fromhex('0x1.8p-1074'), math.nextafter(1, 2), 1e308 * 10, -0.0)
print(statistics.stdev([1.5, 2.5, 4.75]), statistics.NormalDist(0, 1).inv_cdf(0.975))
