/* SPDX-License-Identifier: MIT */
/* The calls of System V IPC, by number: each way to fail, and what they tell. `ids: host` */
#define _GNU_SOURCE
#include "call.h"

#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>

#define PAGE 4096ul

#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif
#ifndef MSG_COPY
#define MSG_COPY 040000
#endif

static struct shmid_ds shm;
static struct semid_ds sem;
static struct msqid_ds msq;
static struct { long type; char text[9000]; } message;
static int key;

/* Nobody else's, as far as one can tell. */
static void choose_key(void)
{
	for (key = 0x50697468; shmget(key, 0, 0) >= 0 || semget(key, 0, 0) >= 0 || msgget(key, 0) >= 0; key++)
		;
}

static void show_shm(int id)
{
	memset(&shm, 0, sizeof shm);
	C(shmctl, id, IPC_STAT, &shm);
	printf("mode %o, %zu bytes, attached %lu, times %d %d %d, mine %d %d %d\n", shm.shm_perm.mode, shm.shm_segsz,
	       (unsigned long)shm.shm_nattch, shm.shm_atime != 0, shm.shm_dtime != 0, shm.shm_ctime != 0,
	       shm.shm_cpid == getpid(), shm.shm_lpid == getpid(), shm.shm_perm.cuid == getuid());
}

static void test_shm(void)
{
	int id, other;
	char *p, *q, *r;

	C(shmget, key, 5000ul, 0600);
	C(shmget, key, 0ul, 0600 | IPC_CREAT);
	C(shmget, IPC_PRIVATE, 0ul, 0600);
	C(shmget, IPC_PRIVATE, -1ul, 0600);
	id = shmget(key, 5000, 0640 | IPC_CREAT | IPC_EXCL);
	T(id >= 0);
	WORKS(shmget, key, 5000ul, 0600 | IPC_CREAT);
	T(shmget(key, 0, 0) == id);
	C(shmget, key, 5000ul, 0600 | IPC_CREAT | IPC_EXCL);
	C(shmget, key, 5001ul, 0600);
	show_shm(id);
	C(shmctl, -1, IPC_STAT, &shm);
	C(shmctl, id + 32768, IPC_STAT, &shm);
	C(shmctl, id, IPC_STAT, BAD);
	C(shmctl, id, IPC_SET, BAD);
	C(shmctl, id, 99, &shm);
	C(shmctl, id, 0x100 | IPC_STAT, &shm);
	C(shmat, -1, NULL, 0);
	C(shmat, id + 32768, NULL, 0);
	C(shmat, id, 1ul, 0);
	C(shmat, id, NULL, SHM_REMAP);
	p = shmat(id, NULL, 0);
	T(p != (void *)-1 && (unsigned long)p % PAGE == 0);
	T(p[0] == 0 && p[8191] == 0);
	strcpy(p, "shared");
	show_shm(id);
	q = shmat(id, NULL, SHM_RDONLY);
	T(q != p && !strcmp(q, "shared"));
	C(mprotect, q, 2 * PAGE, PROT_READ | PROT_WRITE);
	C(shmat, id, p, 0);
	C(shmat, id, p + PAGE, 0);
	r = mmap(NULL, 4 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	C(shmat, id, r + 1, 0);
	T(shmat(id, r + PAGE + 1, SHM_RND | SHM_REMAP) == r + PAGE);
	T(!strcmp(r + PAGE, "shared") && !r[0] && !r[3 * PAGE]);
	r[PAGE] = 'S';
	T(!strcmp(q, "Shared"));
	show_shm(id);
	C(shmdt, q);
	q = shmat(id, NULL, SHM_RDONLY);
	/* One in pieces: each counts, and shmdt() takes all. */
	C(munmap, p + PAGE, PAGE);
	C(mprotect, r + PAGE, PAGE, PROT_READ);
	show_shm(id);
	C(shmdt, p + PAGE);
	C(shmdt, p + 1);
	C(shmdt, r);
	C(shmdt, r + PAGE);
	C(shmdt, r + PAGE);
	C(shmdt, p);
	show_shm(id);
	shm.shm_perm.mode = 0604;
	C(shmctl, id, IPC_SET, &shm);
	shm.shm_perm.uid = -1;
	C(shmctl, id, IPC_SET, &shm);
	C(shmctl, id, SHM_LOCK, NULL);
	show_shm(id);
	C(shmctl, id, SHM_UNLOCK, NULL);
	/* Removed, it lives until the last lets go; it has no key, but its id. */
	C(shmctl, id, IPC_RMID, NULL);
	show_shm(id);
	C(shmget, key, 5000ul, 0600);
	p = shmat(id, NULL, 0);
	T(p != (void *)-1 && !strcmp(p, "Shared"));
	C(shmctl, id, IPC_RMID, NULL);
	C(shmdt, p);
	C(shmdt, q);
	C(shmat, id, NULL, 0);
	C(shmctl, id, IPC_RMID, NULL);
	other = shmget(key, 100, 0600 | IPC_CREAT);
	T(other >= 0 && other != id);
	WORKS(shmctl, 0, SHM_INFO, message.text);
	WORKS(shmctl, 0, IPC_INFO, message.text);
	T(((unsigned long *)message.text)[0] == -(1ul << 24) - 1 && ((unsigned long *)message.text)[1] == 1);
	C(shmctl, 0, IPC_INFO, BAD);
	C(shmctl, other, IPC_RMID, NULL);
}

static void show_sem(int id)
{
	memset(&sem, 0, sizeof sem);
	C(semctl, id, 0, IPC_STAT, &sem);
	printf("mode %o, %lu of them, times %d %d, mine %d\n", sem.sem_perm.mode, (unsigned long)sem.sem_nsems,
	       sem.sem_otime != 0, sem.sem_ctime != 0, sem.sem_perm.cuid == getuid());
}

static void test_sem(void)
{
	struct timespec zero = { 0, 0 }, soon = { 0, 20000000 }, bad = { 0, 1000000000 };
	struct sembuf up = { 1, 3, 0 }, down = { 1, -2, IPC_NOWAIT }, none = { 1, 0, IPC_NOWAIT };
	struct sembuf both[] = { { 0, 1, 0 }, { 1, -9, IPC_NOWAIT } }, beyond = { 3, 1, 0 };
	struct sembuf much = { 2, 32767, SEM_UNDO }, wait = { 1, -9, 0 }, back = { 2, -32767, 0 };
	struct sembuf twice[] = { { 0, 2, 0 }, { 0, -1, 0 }, { 0, 0, IPC_NOWAIT } };
	unsigned short values[3] = { 4, 5, 6 };
	struct sembuf many[501] = { 0 };
	int id;

	C(semget, key, 3, 0600);
	C(semget, key, 0, 0600 | IPC_CREAT);
	C(semget, key, -1, 0600 | IPC_CREAT);
	C(semget, key, 32001, 0600 | IPC_CREAT);
	id = semget(key, 3, 0640 | IPC_CREAT | IPC_EXCL);
	T(id >= 0 && semget(key, 0, 0) == id && semget(key, 3, 0600 | IPC_CREAT) == id);
	WORKS(semget, key, 2, 0);
	C(semget, key, 4, 0600);
	C(semget, key, 3, 0600 | IPC_CREAT | IPC_EXCL);
	show_sem(id);
	C(semop, id, &up, 1ul);
	C(semctl, id, 1, GETVAL, 0);
	C(semop, id, &down, 1ul);
	C(semop, id, &down, 1ul);
	C(semctl, id, 1, GETVAL, 0);
	T(semctl(id, 1, GETPID) == getpid() && semctl(id, 2, GETPID) == 0);
	C(semop, id, &none, 1ul);
	C(semop, id, both, 2ul);
	C(semctl, id, 0, GETVAL, 0);
	C(semop, id, twice, 3ul);
	C(semop, id, twice, 2ul);
	C(semctl, id, 0, GETVAL, 0);
	C(semop, id, &beyond, 1ul);
	C(semop, id, &up, 0ul);
	C(semop, id, many, 501ul);
	for (int i = 0; i < 501; i++)
		many[i] = (struct sembuf){ 2, 0, IPC_NOWAIT };
	C(semop, id, many + 1, 500ul);
	twice[0].sem_num = twice[1].sem_num = 2;
	C(semop, id, BAD, 1ul);
	C(semop, -1, &up, 1ul);
	C(semop, id + 32768, &up, 1ul);
	C(semop, id, &much, 1ul);
	C(semop, id, &much, 1ul);
	C(semop, id, &back, 1ul);
	C(semop, id, &much, 1ul);
	C(semop, id, &(struct sembuf){ 2, 3, SEM_UNDO }, 1ul);
	C(semctl, id, 2, SETVAL, 0);
	C(semop, id, &much, 1ul);
	C(semtimedop, id, &wait, 1ul, &zero);
	C(semtimedop, id, &wait, 1ul, &soon);
	C(semtimedop, id, &wait, 1ul, &bad);
	C(semtimedop, id, &wait, 1ul, BAD);
	C(semtimedop, id, many, 501ul, &zero);
	C(semtimedop, id, &beyond, 1ul, &zero);
	C(semtimedop, -1, &up, 1ul, &zero);
	C(semtimedop, id, &up, 0ul, &zero);
	C(semtimedop, id, BAD, 1ul, &zero);
	C(semtimedop, id, &up, 1ul, &soon);
	C(semtimedop, id, &(struct sembuf){ 2, 1, 0 }, 1ul, &soon);
	C(semctl, id, 0, SETALL, values);
	memset(values, 0, sizeof values);
	C(semctl, id, 0, GETALL, values);
	printf("%u %u %u\n", values[0], values[1], values[2]);
	values[1] = 40000;
	C(semctl, id, 0, SETALL, values);
	C(semctl, id, 0, SETALL, BAD);
	C(semctl, id, 0, GETALL, BAD);
	C(semctl, id, 1, GETVAL, 0);
	C(semctl, id, 1, SETVAL, 7);
	C(semctl, id, 1, GETVAL, 0);
	C(semctl, id, 1, SETVAL, 32768);
	C(semctl, id, 1, SETVAL, -1);
	C(semctl, id, 3, SETVAL, 1);
	C(semctl, id, 3, GETVAL, 0);
	C(semctl, id, -1, GETVAL, 0);
	C(semctl, id, 0, GETNCNT, 0);
	C(semctl, id, 0, GETZCNT, 0);
	C(semctl, -1, 0, GETVAL, 0);
	C(semctl, id + 32768, 0, GETVAL, 0);
	C(semctl, id, 0, 99, 0);
	C(semctl, id, 0, IPC_STAT, BAD);
	show_sem(id);
	sem.sem_perm.mode = 0606;
	C(semctl, id, 0, IPC_SET, &sem);
	C(semctl, id, 0, IPC_SET, BAD);
	show_sem(id);
	WORKS(semctl, 0, 0, IPC_INFO, message.text);
	printf("%d %d %d\n", ((struct seminfo *)message.text)->semmsl, ((struct seminfo *)message.text)->semopm,
	       ((struct seminfo *)message.text)->semvmx);
	WORKS(semctl, 0, 0, SEM_INFO, message.text);
	C(semctl, id, 0, IPC_RMID, 0);
	C(semctl, id, 0, IPC_RMID, 0);
	C(semop, id, &up, 1ul);
}

static void show_msq(int id)
{
	memset(&msq, 0, sizeof msq);
	C(msgctl, id, IPC_STAT, &msq);
	printf("mode %o, %lu of %lu bytes, %lu messages, times %d %d %d, mine %d %d\n", msq.msg_perm.mode,
	       (unsigned long)msq.__msg_cbytes, (unsigned long)msq.msg_qbytes, (unsigned long)msq.msg_qnum,
	       msq.msg_stime != 0, msq.msg_rtime != 0, msq.msg_ctime != 0, msq.msg_lspid == getpid(),
	       msq.msg_lrpid == getpid());
}

static void send(int id, long type, const char *text)
{
	message.type = type;
	strcpy(message.text, text);
	C(msgsnd, id, &message, strlen(text), IPC_NOWAIT);
}

static void receive(int id, long type, int flags, size_t size)
{
	long n;

	memset(&message, 0, sizeof message);
	errno = 0;
	n = syscall(SYS_msgrcv, id, &message, size, type, flags | IPC_NOWAIT);
	printf("type %ld, flags %o: %ld errno %d, %ld %s\n", type, flags, n, errno, message.type, message.text);
}

static void test_msg(void)
{
	int id;

	C(msgget, key, 0600);
	id = msgget(key, 0640 | IPC_CREAT | IPC_EXCL);
	T(id >= 0 && msgget(key, 0) == id);
	WORKS(msgget, key, 0600 | IPC_CREAT);
	C(msgget, key, 0600 | IPC_CREAT | IPC_EXCL);
	show_msq(id);
	receive(id, 0, 0, 100);
	for (int i = 0; i < 3; i++) {
		send(id, 5 - i, "first");
		send(id, 5 - i, "second one");
	}
	show_msq(id);
	receive(id, 2, MSG_COPY, 100);
	receive(id, 6, MSG_COPY, 100);
	receive(id, 0, MSG_COPY | MSG_EXCEPT, 100);
	C(msgrcv, id, &message, 100ul, 0l, MSG_COPY);
	receive(id, 4, 0, 100);
	receive(id, 4, 0, 3);
	receive(id, 4, MSG_NOERROR, 3);
	receive(id, 4, 0, 100);
	receive(id, -4, 0, 100);
	receive(id, -9, 0, 100);
	receive(id, -2, 0, 100);
	receive(id, 5, MSG_EXCEPT, 100);
	receive(id, 0, 0, 100);
	receive(id, LONG_MIN, 0, 100);
	receive(id, 0, 0, 100);
	show_msq(id);
	message.type = 0;
	C(msgsnd, id, &message, 1ul, 0);
	message.type = -1;
	C(msgsnd, id, &message, 1ul, 0);
	message.type = 1;
	C(msgsnd, id, &message, 8193ul, 0);
	C(msgsnd, id, &message, -1ul, 0);
	C(msgsnd, -1, &message, 1ul, 0);
	C(msgsnd, id + 32768, &message, 1ul, 0);
	C(msgsnd, id, BAD, 1ul, 0);
	C(msgsnd, id, &message, 0ul, 0);
	C(msgsnd, id, &message, 8192ul, IPC_NOWAIT);
	C(msgsnd, id, &message, 8192ul, IPC_NOWAIT);
	C(msgsnd, id, &message, 1ul, IPC_NOWAIT);
	show_msq(id);
	C(msgrcv, id, &message, -1ul, 0l, 0);
	C(msgrcv, -1, &message, 1ul, 0l, 0);
	C(msgrcv, id + 32768, &message, 1ul, 0l, 0);
	C(msgrcv, id, BAD, 0ul, 0l, 0);
	msq.msg_qbytes = 10000;
	msq.msg_perm.mode = 0666;
	C(msgctl, id, IPC_SET, &msq);
	C(msgctl, id, IPC_SET, BAD);
	C(msgctl, id, IPC_STAT, BAD);
	C(msgctl, id, 99, &msq);
	C(msgctl, -1, IPC_STAT, &msq);
	C(msgctl, id + 32768, IPC_STAT, &msq);
	show_msq(id);
	WORKS(msgctl, 0, IPC_INFO, message.text);
	C(msgctl, id, IPC_RMID, NULL);
	C(msgctl, id, IPC_RMID, NULL);
	C(msgrcv, id, &message, 1ul, 0l, 0);
}

static int handled;

static void handler(int sig)
{
	handled = sig;
}

/* A signal ends what waits, whatever its handler's flags say. */
static void test_interrupt(void)
{
	struct sigaction act = { .sa_handler = handler, .sa_flags = SA_RESTART };
	int set = semget(IPC_PRIVATE, 1, 0600), queue = msgget(IPC_PRIVATE, 0600);
	struct sembuf down = { 0, -1, 0 };

	sigaction(SIGALRM, &act, NULL);
	ualarm(20000, 20000); /* again and again: the first may come before the wait */
	C(semop, set, &down, 1ul);
	C(semtimedop, set, &down, 1ul, NULL);
	C(msgrcv, queue, &message, 10ul, 0l, 0);
	ualarm(0, 0);
	message.type = 1;
	C(msgsnd, queue, &message, 8192ul, 0);
	C(msgsnd, queue, &message, 8192ul, 0);
	ualarm(20000, 20000);
	C(msgsnd, queue, &message, 1ul, 0);
	ualarm(0, 0);
	T(handled == SIGALRM);
	semctl(set, 0, IPC_RMID);
	msgctl(queue, IPC_RMID, NULL);
}

/* Others may use what the mode says, and change nothing. Root may do all, so it becomes another one. */
static void test_others(void)
{
	struct sembuf up = { 0, 1, 0 }, zero = { 0, 0, IPC_NOWAIT };
	int id = shmget(key, 100, 0600 | IPC_CREAT), all = shmget(IPC_PRIVATE, 100, 0604);
	int set = semget(key, 1, 0600 | IPC_CREAT), set_all = semget(IPC_PRIVATE, 1, 0604);
	int queue = msgget(key, 0600 | IPC_CREAT), queue_all = msgget(IPC_PRIVATE, 0604);

	if (getuid() == 0 && (setresgid(65534, 65534, 0) || setresuid(65534, 65534, 0)))
		perror("setresuid");
	if (getuid() == 65534) {
		C(shmget, key, 100ul, 0600);
		C(shmat, id, NULL, 0);
		C(shmat, all, NULL, 0);
		WORKS(shmat, all, NULL, SHM_RDONLY);
		C(shmctl, id, IPC_STAT, &shm);
		WORKS(shmctl, all, IPC_STAT, &shm);
		C(shmctl, all, IPC_SET, &shm);
		C(shmctl, all, IPC_RMID, NULL);
		C(semget, key, 1, 0600);
		C(semop, set, &zero, 1ul);
		C(semop, set_all, &zero, 1ul);
		C(semop, set_all, &up, 1ul);
		C(semtimedop, set_all, &up, 1ul, NULL);
		C(semctl, set, 0, GETVAL, 0);
		C(semctl, set_all, 0, GETVAL, 0);
		C(semctl, set_all, 0, SETVAL, 1);
		C(semctl, set_all, 0, IPC_STAT, &sem);
		C(semctl, set_all, 0, IPC_SET, &sem);
		C(semctl, set_all, 0, IPC_RMID, 0);
		C(msgget, key, 0600);
		message.type = 1;
		C(msgsnd, queue_all, &message, 1ul, 0);
		C(msgrcv, queue, &message, 1ul, 0l, IPC_NOWAIT);
		C(msgrcv, queue_all, &message, 1ul, 0l, IPC_NOWAIT);
		C(msgctl, queue, IPC_STAT, &msq);
		C(msgctl, queue_all, IPC_STAT, &msq);
		C(msgctl, queue_all, IPC_SET, &msq);
		C(msgctl, queue_all, IPC_RMID, NULL);
		setresuid(0, 0, 0);
	}
	shmctl(id, IPC_RMID, NULL);
	shmctl(all, IPC_RMID, NULL);
	semctl(set, 0, IPC_RMID);
	semctl(set_all, 0, IPC_RMID);
	msgctl(queue, IPC_RMID, NULL);
	msgctl(queue_all, IPC_RMID, NULL);
}

int main(void)
{
	choose_key();
	test_shm();
	test_sem();
	test_msg();
	test_interrupt();
	test_others();
	return 0;
}
