// SPDX-License-Identifier: MIT
// Answers with what was asked, and the digest of what was sent along; /itself asks the server itself fifty times.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func ask(answers chan int64) {
	r, err := http.Get("http://127.0.0.1:28017/x")
	if err != nil {
		answers <- -1
		return
	}
	defer r.Body.Close()
	n, _ := io.Copy(io.Discard, r.Body)
	answers <- n
}

func main() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	go func() {
		<-end
		fmt.Println("ended")
		os.Exit(5)
	}()
	http.HandleFunc("/itself", func(w http.ResponseWriter, r *http.Request) {
		answers := make(chan int64)
		sum := int64(0)
		for i := 0; i < 50; i++ {
			go ask(answers)
		}
		for i := 0; i < 50; i++ {
			sum += <-answers
		}
		fmt.Fprintln(w, sum)
	})
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		hash := sha256.New()
		io.Copy(hash, r.Body)
		fmt.Fprintf(w, "%s %s %x\n", r.Method, r.RequestURI, hash.Sum(nil))
	})
	fmt.Println(http.ListenAndServe(":28017", nil))
}
