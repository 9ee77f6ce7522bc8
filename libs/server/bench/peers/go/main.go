// Go's net/http with the same answer, built when a Go compiler is on PATH.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(w, "alive at %s\n", time.Now().UTC().Format(time.RFC3339Nano))
	})
	if err := listen("127.0.0.1:" + os.Getenv("PORT")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Over TLS, net/http offers HTTP/2.
func listen(address string) error {
	if cert := os.Getenv("TLS_CERT_FILE"); cert != "" {
		return http.ListenAndServeTLS(address, cert, os.Getenv("TLS_KEY_FILE"), nil)
	}
	return http.ListenAndServe(address, nil)
}
