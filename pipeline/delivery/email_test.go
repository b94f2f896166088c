package delivery

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"encoding/base64"
	"mime/quotedprintable"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"quarterdeck/pipeline/outbox"
)

const password = "pass-canary"

// post is a mail server in this process. What it took is in taken.
type post struct {
	mu    sync.Mutex
	taken []string
	from  []string
	to    [][]string
	// refuse answers a recipient, end what follows the message; cut closes the
	// connection instead of answering after it took the message.
	refuse map[string]error
	end    error
	cut    bool
}

type session struct {
	post *post
	conn *smtp.Conn
	from string
	to   []string
	auth bool
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{post: p, conn: c}, nil }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, given string) error {
		if user != "mailer" || given != password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong: " + given}
		}
		s.auth = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if _, encrypted := s.conn.TLSConnectionState(); !encrypted || !s.auth {
		return &smtp.SMTPError{Code: 530, Message: "not here"}
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return s.post.refuse[to]
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	if s.post.end != nil {
		return s.post.end
	}
	s.post.taken, s.post.from, s.post.to = append(s.post.taken, string(data)), append(s.post.from, s.from), append(s.post.to, s.to)
	if s.post.cut {
		_ = s.conn.Conn().Close()
	}
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", nil }
func (s *session) Logout() error { return nil }

// certificates are those of the standard library's test server, for 127.0.0.1.
func certificates(t *testing.T) (server *tls.Config, client *tls.Config) {
	t.Helper()
	https := httptest.NewTLSServer(nil)
	t.Cleanup(https.Close)
	pool := x509.NewCertPool()
	pool.AddCert(https.Certificate())
	return &tls.Config{Certificates: https.TLS.Certificates}, &tls.Config{RootCAs: pool}
}

// mailServer starts a server and makes the door to it.
func mailServer(t *testing.T, p *post, implicit bool) *Email {
	t.Helper()
	serverTLS, clientTLS := certificates(t)
	server := smtp.NewServer(p)
	server.TLSConfig, server.Domain, server.ErrorLog = serverTLS, "mail.test", discard{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if implicit {
		listener = tls.NewListener(listener, serverTLS)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return NewEmail(EmailOptions{Host: "127.0.0.1", Port: port, Implicit: implicit, Username: "mailer", Password: password,
		From: "Quarterdeck <reports@acme.example>", TLS: clientTLS})
}

type discard struct{}

func (discard) Printf(string, ...any) {}
func (discard) Println(...any)        {}

// What arrives is read with the standard library.
func TestEmailArrivesWhole(t *testing.T) {
	for name, implicit := range map[string]bool{"starttls": false, "implicit": true} {
		t.Run(name, func(t *testing.T) {
			p := &post{}
			door := mailServer(t, p, implicit)
			if err := door.Check(t.Context()); err != nil || len(p.taken) != 0 {
				t.Fatalf("check: %v, %d sent", err, len(p.taken))
			}
			sent := parcel(twoFiles())
			sent.Title = "Acme\r\nBcc: all@acme.example"
			ref, err := door.Send(t.Context(), sent)
			if err != nil || len(p.taken) != 1 || strings.Join(p.to[0], ",") != "ann@acme.example" {
				t.Fatalf("got %v, sent %v to %v", err, p.from, p.to)
			}
			message, err := mail.ReadMessage(strings.NewReader(p.taken[0]))
			if err != nil {
				t.Fatal(err)
			}
			id := "<" + sent.ID + "@acme.example>"
			if got := message.Header.Get("Message-ID"); got != id || ref != id {
				t.Errorf("message id %s, ref %s, want %s", got, ref, id)
			}
			if message.Header.Get("Bcc") != "" || message.Header.Get("Subject") != "Acme Bcc: all@acme.example" || message.Header.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("headers %v", message.Header)
			}
			parts := partsOf(t, message.Header.Get("Content-Type"), message.Body)
			if got := parts["application/pdf"]; got != "%PDF-1.7 Acme" {
				t.Errorf("attached %q", got)
			}
			if !strings.Contains(parts["text/plain"], "Attached: QBR_Acme.pdf") || !strings.Contains(parts["text/html"], "Attached: QBR_Acme.pdf") {
				t.Errorf("says %q and %q", parts["text/plain"], parts["text/html"])
			}
			if _, there := parts["image/png"]; there {
				t.Error("the picture went along")
			}
		})
	}
}

// partsOf gives the bodies of a message by type, taken out of all envelopes.
func partsOf(t *testing.T, kind string, body io.Reader) map[string]string {
	t.Helper()
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	if !strings.HasPrefix(media, "multipart/") {
		data, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		all[media] = string(data)
		return all
	}
	reader := multipart.NewReader(body, params["boundary"])
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		var inner io.Reader = part
		switch part.Header.Get("Content-Transfer-Encoding") {
		case "base64":
			inner = base64.NewDecoder(base64.StdEncoding, part)
		case "quoted-printable":
			inner = quotedprintable.NewReader(part)
		}
		for name, text := range partsOf(t, part.Header.Get("Content-Type"), inner) {
			all[name] = text
		}
	}
}

func TestEmailOutcomes(t *testing.T) {
	for name, tc := range map[string]struct {
		change  func(*post, *Email)
		notSent bool
		later   bool
		taken   int
	}{
		"recipient refused": {func(p *post, _ *Email) {
			p.refuse = map[string]error{"ann@acme.example": &smtp.SMTPError{Code: 550, Message: "no such user"}}
		}, true, false, 0},
		"recipient busy": {func(p *post, _ *Email) {
			p.refuse = map[string]error{"ann@acme.example": &smtp.SMTPError{Code: 451, Message: "later"}}
		}, true, true, 0},
		"message refused":      {func(p *post, _ *Email) { p.end = &smtp.SMTPError{Code: 554, Message: "looks like spam"} }, true, false, 0},
		"message put off":      {func(p *post, _ *Email) { p.end = &smtp.SMTPError{Code: 452, Message: "no room"} }, true, true, 0},
		"answer lost":          {func(p *post, _ *Email) { p.cut = true }, false, false, 1},
		"wrong password":       {func(_ *post, e *Email) { e.o.Password = "other-canary" }, true, true, 0},
		"unknown certificate":  {func(_ *post, e *Email) { e.o.TLS = nil }, true, true, 0},
		"certificate of other": {func(_ *post, e *Email) { e.o.Host = "localhost" }, true, true, 0},
		"nobody there":         {func(_ *post, e *Email) { e.o.Port = 1 }, true, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := &post{}
			door := mailServer(t, p, false)
			tc.change(p, door)
			_, err := door.Send(t.Context(), parcel(twoFiles()))
			var later *LaterError
			if err == nil || outbox.IsNotSent(err) != tc.notSent || errors.As(err, &later) != tc.later {
				t.Errorf("got %v: not sent %v, later %v", err, outbox.IsNotSent(err), later)
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("the password is in %v", err)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if len(p.taken) != tc.taken {
				t.Errorf("%d arrived, want %d", len(p.taken), tc.taken)
			}
		})
	}
}

// A server that offers no TLS gets neither a password nor a message.
func TestEmailIsNeverSentInTheClear(t *testing.T) {
	p := &post{}
	server := smtp.NewServer(p)
	server.AllowInsecureAuth, server.ErrorLog = true, discard{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var seen bytes.Buffer
	server.Debug = &seen
	go func() { _ = server.Serve(listener) }()
	door := NewEmail(EmailOptions{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Username: "mailer", Password: password, From: "a@acme.example"})
	_, err = door.Send(t.Context(), parcel(twoFiles()))
	_ = server.Close()
	if !outbox.IsNotSent(err) || len(p.taken) != 0 || strings.Contains(seen.String(), "\nAUTH") {
		t.Errorf("got %v, %d taken, conversation:\n%s", err, len(p.taken), seen.String())
	}
}
