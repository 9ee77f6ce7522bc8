// Go's net/http with the duties of this server: a JSON line for each request (log/slog), a histogram
// (client_golang), request ids, security headers, timeouts and a limit on heads and bodies. Built without a
// network from Debian's golang-github-prometheus-client-golang-dev, in GOPATH mode, where the next line is
// what keeps today's router and timers.
//
//go:debug default=go1.26
package main

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

var (
	safeID   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,128}$`)
	process  = fmt.Sprintf("%013x", rand.Uint64()>>12)
	count    atomic.Uint64
	duration = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "http_server_request_duration_seconds",
		Help:    "Duration of HTTP server requests.",
		Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10},
	}, []string{"method", "route", "status"})
)

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func idOf(r *http.Request) string {
	if given := r.Header.Get("X-Request-Id"); safeID.MatchString(given) {
		return given
	}
	return process + "-" + strconv.FormatUint(count.Add(1), 10)
}

func observe(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := idOf(r)
		head := w.Header()
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "same-origin")
		head.Set("X-Request-Id", id)
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		answer := &statusWriter{w, http.StatusOK}
		next.ServeHTTP(answer, r)
		took := time.Since(start)
		duration.WithLabelValues(r.Method, r.Pattern, strconv.Itoa(answer.status)).Observe(took.Seconds())
		client, _, _ := net.SplitHostPort(r.RemoteAddr)
		log.LogAttrs(r.Context(), slog.LevelInfo, "request",
			slog.String("logger", "http"), slog.String("requestId", id),
			slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.String("route", r.Pattern), slog.Int("status", answer.status),
			slog.Float64("durationMs", float64(took.Microseconds())/1000),
			slog.String("clientAddress", client))
	})
}

func main() {
	prometheus.MustRegister(duration)
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Type", "text/plain; charset=utf-8")
		head.Set("Cache-Control", "no-store")
		head.Set("Vary", "Accept")
		fmt.Fprintf(w, "alive and the time is %s\n", time.Now().UTC().Format(time.RFC3339Nano))
	})
	mux.Handle("/metrics", promhttp.Handler())
	server := &http.Server{
		Addr:              "127.0.0.1:" + os.Getenv("PORT"),
		Handler:           observe(slog.New(slog.NewJSONHandler(os.Stdout, nil)), mux),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       72 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	if err := server.ListenAndServe(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
