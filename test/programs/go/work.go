// Goroutines, channels, timers, the collector, preemption by SIGURG, panics from hardware traps, files.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type node struct{ left, right *node }

func tree(d int) *node {
	if d == 0 {
		return &node{}
	}
	return &node{tree(d - 1), tree(d - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

func goroutines() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var sum int64
	plain := 0
	for i := 0; i < 1000; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			atomic.AddInt64(&sum, int64(i))
			mu.Lock()
			plain++
			mu.Unlock()
			runtime.Gosched()
		}(i)
	}
	wg.Wait()
	fmt.Println(sum, plain)

	// A sieve: a chain of goroutines, one for each prime.
	ch := make(chan int)
	go func() {
		for i := 2; ; i++ {
			ch <- i
		}
	}()
	primes := []int{}
	for i := 0; i < 120; i++ {
		p := <-ch
		primes = append(primes, p)
		next := make(chan int)
		go func(in, out chan int) {
			for n := range in {
				if n%p != 0 {
					out <- n
				}
			}
		}(ch, next)
		ch = next
	}
	fmt.Println(primes[110:])

	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	select {
	case <-ctx.Done():
		fmt.Println(ctx.Err())
	case <-time.After(20 * time.Second):
		fmt.Println("late")
	}
	ticker := time.NewTicker(5 * time.Millisecond)
	for i := 0; i < 5; i++ {
		<-ticker.C
	}
	ticker.Stop()

	// One that never calls anything must still give way: this is preemption by signal.
	var stop int32
	for i := 0; i < 4; i++ {
		go func() {
			for x := 0; ; x++ {
				if x == -1 {
					return
				}
			}
		}()
	}
	time.AfterFunc(50*time.Millisecond, func() { atomic.StoreInt32(&stop, 1) })
	for atomic.LoadInt32(&stop) == 0 {
		runtime.Gosched()
	}
	fmt.Println("preempted")

	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println(<-sig)
}

func collector() {
	kept := tree(15)
	total := 0
	var wg sync.WaitGroup
	results := make(chan int, 100)
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 10; i++ {
				results <- tree(12).count()
			}
		}()
	}
	wg.Wait()
	close(results)
	for n := range results {
		total += n
	}
	runtime.GC()
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	fmt.Println(kept.count(), total, ms.NumGC > 0)
	m := map[string]int{}
	for i := 0; i < 200000; i++ {
		m[fmt.Sprint(i%5000)] += i
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println(len(keys), keys[77], m["77"])
	var deep func(int) int
	deep = func(n int) int {
		var pad [100]byte
		if n == 0 {
			return int(pad[0])
		}
		return deep(n-1) + 1
	}
	fmt.Println(deep(100000))
}

func files() {
	base, err := os.MkdirTemp("", "go")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(base)
	for i := 0; i < 60; i++ {
		if err := os.WriteFile(filepath.Join(base, fmt.Sprintf("f%02d", i)), bytes.Repeat([]byte{'x'}, i), 0o640); err != nil {
			panic(err)
		}
	}
	var n, size int64
	filepath.Walk(base, func(p string, info os.FileInfo, err error) error {
		if info.Mode().IsRegular() {
			n++
			size += info.Size()
		}
		return err
	})
	fmt.Println(n, size)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	io.WriteString(w, strings.Repeat("data ", 20000))
	w.Close()
	r, _ := gzip.NewReader(&packed)
	plain, _ := io.ReadAll(r)
	fmt.Printf("%x %d\n", sha256.Sum256(plain), len(plain))
	text, _ := json.Marshal(map[string]interface{}{"b": []int{1, 2}, "a": nil, "c": 1.5})
	fmt.Println(string(text), new(big.Int).Exp(big.NewInt(7), big.NewInt(150), nil))
	pr, pw, _ := os.Pipe()
	go func() { time.Sleep(10 * time.Millisecond); pw.WriteString("through a pipe"); pw.Close() }()
	got, _ := io.ReadAll(pr)
	fmt.Println(string(got))
	pr2, _, _ := os.Pipe()
	pr2.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err = pr2.Read(make([]byte, 1))
	fmt.Println(os.IsTimeout(err))
	_, err = os.Open("/none")
	fmt.Println(err, os.Getenv("HOME") == "")
	os.Symlink("f10", filepath.Join(base, "link"))
	st, _ := os.Stat(filepath.Join(base, "link"))
	fmt.Println(st.Size(), st.Mode())
	f, _ := os.OpenFile(filepath.Join(base, "f10"), os.O_RDWR, 0)
	m, err := syscall.Mmap(int(f.Fd()), 0, 10, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	m[3] = '!'
	syscall.Munmap(m)
	back, _ := os.ReadFile(filepath.Join(base, "f10"))
	fmt.Println(string(back), err)
}

func caught(f func()) {
	defer func() { fmt.Println("caught:", recover()) }()
	f()
}

func main() {
	var none *node
	zero := len(os.Args) - len(os.Args)
	switch os.Args[1] {
	case "all":
		goroutines()
		collector()
		files()
		for i := 0; i < 3; i++ {
			caught(func() { fmt.Println(none.left) })
			caught(func() { fmt.Println(1 / zero) })
			caught(func() { fmt.Println(os.Args[i+10]) })
		}
	case "goroutines":
		goroutines()
	case "collector":
		collector()
	case "files":
		files()
	case "panic":
		defer fmt.Println("deferred")
		panic("on purpose")
	case "nil":
		fmt.Println("before")
		fmt.Println(none.left)
	case "deadlock":
		fmt.Println("before")
		<-make(chan int)
	}
}
