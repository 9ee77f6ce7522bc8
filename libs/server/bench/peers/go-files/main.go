// Go's file server over the same directory, built when a Go compiler is on PATH.
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	files := http.FileServer(http.Dir(os.Getenv("FILES_ROOT")))
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), files); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
