/* Calls the host past the library OS: socket(2), which its seal does not allow. */
int main(void)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(41L), "D"(2L), "S"(1L), "d"(0L)
			 : "rcx", "r11", "memory");
	return result < 0 ? 1 : 0;
}
