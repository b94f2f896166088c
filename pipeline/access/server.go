package access

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"quarterdeck/config"
)

// Server is an HTTP server that nobody can keep busy by being slow. The caller
// runs it with Serve on a listener of Listen, and shuts it down.
func Server(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      time.Minute, // a zip of reviews over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// Listen listens where the configuration says, over TLS where it has a certificate.
// The caller closes the listener.
func Listen(serve config.Serve) (net.Listener, error) {
	if serve.TLS.Cert == "" {
		listener, err := net.Listen("tcp", serve.Address)
		if err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
		return listener, nil
	}
	pair, err := tls.LoadX509KeyPair(serve.TLS.Cert, serve.TLS.Key)
	if err != nil {
		return nil, fmt.Errorf("read certificate of the web page: %w", err)
	}
	listener, err := tls.Listen("tcp", serve.Address, &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"},
	})
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return listener, nil
}
