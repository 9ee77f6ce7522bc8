// Reads an OpenVEX document as its own library does: prints each status, or what is wrong.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/openvex/go-vex/pkg/vex"
)

func main() {
	document, err := vex.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for i := range document.Statements {
		statement := &document.Statements[i]
		if err := statement.Validate(); err != nil {
			log.Fatal(err)
		}
		fmt.Println(statement.Vulnerability.Name, statement.Status)
	}
}
