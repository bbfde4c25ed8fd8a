/** Compiled in memory by the launcher, then run. */
public class Single {
	sealed interface Shape permits Circle, Square { }
	record Circle(double r) implements Shape { }
	record Square(double a) implements Shape { }

	static double area(Shape s) { return s instanceof Circle c ? c.r() * c.r() * 3 : s instanceof Square q ? q.a() * q.a() : 0; }

	public static void main(String[] args) {
		double sum = 0;
		for (int i = 0; i < Integer.parseInt(args[0]); i++) sum += area(i % 2 == 0 ? new Circle(i) : new Square(i));
		System.out.println(sum + " " + new Circle(2) + """
			 and a
			  text""");
		System.exit(3);
	}
}
