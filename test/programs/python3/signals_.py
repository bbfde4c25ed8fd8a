# Signals, interval timers, and what faulthandler and resource say.
import faulthandler, os, resource, signal, threading, time

seen = []
signal.signal(signal.SIGUSR1, lambda n, f: seen.append(n))
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
print(seen == [signal.SIGUSR1] * 3)
ticks = []
signal.signal(signal.SIGALRM, lambda n, f: ticks.append(time.monotonic()))
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
while len(ticks) < 5: signal.pause()
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(ticks), all(b > a for a, b in zip(ticks, ticks[1:])))
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
os.kill(os.getpid(), signal.SIGUSR2)
print(signal.sigpending(), signal.sigwait([signal.SIGUSR2]) == signal.SIGUSR2)
print(signal.sigtimedwait([signal.SIGUSR2], 0.01))
r, w = os.pipe(); os.set_blocking(w, False)
signal.set_wakeup_fd(w)
signal.raise_signal(signal.SIGUSR1)
print(os.read(r, 10) == bytes([signal.SIGUSR1]), resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0)
def main_waits():
    time.sleep(0.05); os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=main_waits).start()
try: time.sleep(5)
except KeyboardInterrupt: print('interrupted')
signal.signal(signal.SIGTERM, signal.SIG_DFL)
print('ending', flush=True)
os.kill(os.getpid(), signal.SIGTERM)
