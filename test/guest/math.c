/* SPDX-License-Identifier: MIT */
/* Floating point: functions, exceptions, rounding, conversions. libc: musl (last digits) */
#define _GNU_SOURCE
#include <complex.h>
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SHOW1(f) printf("%s(%g) = %.17g\n", #f, x, f(x))

static void functions(double x)
{
	SHOW1(sin); SHOW1(cos); SHOW1(tan); SHOW1(asin); SHOW1(atan); SHOW1(sinh); SHOW1(cosh);
	SHOW1(tanh); SHOW1(exp); SHOW1(exp2); SHOW1(expm1); SHOW1(log); SHOW1(log2); SHOW1(log10);
	SHOW1(log1p); SHOW1(sqrt); SHOW1(cbrt); SHOW1(floor); SHOW1(ceil); SHOW1(trunc); SHOW1(round);
	SHOW1(rint); SHOW1(erf); SHOW1(lgamma); SHOW1(tgamma); SHOW1(fabs); SHOW1(j0); SHOW1(logb);
	printf("%.17g %.17g %.17g %.17g %.17g\n", pow(x, 2.5), atan2(x, 3), hypot(x, 4), fmod(x, 0.7), fma(x, x, 1));
	printf("%ld %lld %d %g\n", lround(x), llrint(x), ilogb(x), scalbn(x, 10));
	printf("%.20Lg %.20Lg\n", sinl((long double)x), expl((long double)x));
	printf("%.9g %.9g\n", sinf((float)x), powf((float)x, 3));
}

static void rounding(void)
{
	static const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
	volatile double one = 1, three = 3, x = 2.5;

	for (unsigned i = 0; i < 4; i++) {
		fesetround(modes[i]);
		printf("%d: %.20f %.20f %g %g %ld\n", i, one / three, -one / three, rint(x), nearbyint(-x), lrint(x));
	}
	fesetround(FE_TONEAREST);
}

static void exceptions(void)
{
	volatile double zero = 0, big = DBL_MAX, small = DBL_MIN, r;

	feclearexcept(FE_ALL_EXCEPT);
	r = 1 / zero;
	printf("%g %d\n", r, fetestexcept(FE_ALL_EXCEPT) == FE_DIVBYZERO);
	feclearexcept(FE_ALL_EXCEPT);
	r = big * 2;
	printf("%g %d\n", r, !!fetestexcept(FE_OVERFLOW));
	feclearexcept(FE_ALL_EXCEPT);
	r = small / 3;
	printf("%g %d\n", r, !!fetestexcept(FE_UNDERFLOW));
	feclearexcept(FE_ALL_EXCEPT);
	r = sqrt(-1 - zero);
	printf("%d %d\n", isnan(r), !!fetestexcept(FE_INVALID));
}

int main(void)
{
	static const double v[] = { 0.5, -0.3, 1e-10, 12.75, 1e15 };
	double complex z = 1 + 2 * I;
	int e;
	double ip, m;

	for (unsigned i = 0; i < sizeof v / sizeof v[0]; i++)
		functions(v[i]);
	rounding();
	exceptions();
	m = frexp(100.25, &e);
	printf("%g %d %g\n", m, e, ldexp(m, e));
	m = modf(-3.75, &ip);
	printf("%g %g\n", m, ip);
	printf("%g %g %g\n", creal(csqrt(z)), cimag(cexp(z)), cabs(z));
	printf("%d %d %d %d\n", isnan(NAN), isinf(-INFINITY), signbit(-0.0), fpclassify(DBL_MIN / 2) == FP_SUBNORMAL);
	printf("%.17g %.17g\n", nextafter(1, 2), remainder(10, 3));
	printf("%lld %llu\n", (long long)1e18, (unsigned long long)1.8e19);
	return 0;
}
