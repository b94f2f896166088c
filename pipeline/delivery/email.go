package delivery

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"quarterdeck/pipeline/outbox"
)

// EmailOptions are a mail server and what it needs.
type EmailOptions struct {
	Host string
	// Port is 587, or 465 where TLS comes first, when it is 0.
	Port int
	// Implicit speaks TLS from the first byte instead of after STARTTLS. Without TLS
	// nothing is ever sent.
	Implicit           bool
	Username, Password string
	From               string
	// TLS is the client's configuration; nil trusts what the machine trusts.
	TLS *tls.Config
	// Timeout bounds each step of the conversation; 0 is half a minute.
	Timeout time.Duration
}

// Email hands messages to a mail server.
type Email struct{ o EmailOptions }

// NewEmail makes the door.
func NewEmail(o EmailOptions) *Email { return &Email{o} }

var _ Door = (*Email)(nil)

const mailTimeout = 30 * time.Second

func (e *Email) client() (*mail.Client, error) {
	port := 587
	options := []mail.Option{mail.WithTimeout(cmp.Or(e.o.Timeout, mailTimeout)), mail.WithTLSPolicy(mail.TLSMandatory)}
	if e.o.Implicit {
		port = 465
		options = append(options, mail.WithSSL())
	}
	config := &tls.Config{}
	if e.o.TLS != nil {
		config = e.o.TLS.Clone()
	}
	config.MinVersion, config.ServerName = tls.VersionTLS12, e.o.Host
	options = append(options, mail.WithPort(cmp.Or(e.o.Port, port)), mail.WithTLSConfig(config))
	if e.o.Username != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(e.o.Username), mail.WithPassword(e.o.Password))
	}
	return mail.NewClient(e.o.Host, options...)
}

// Send hands the parcel over to the mail server. Once all of it is there and the
// answer is lost, nobody knows whether it goes out.
func (e *Email) Send(ctx context.Context, p Parcel) (string, error) {
	message, err := e.compose(p)
	if err != nil {
		return "", outbox.NotSent(err)
	}
	client, err := e.client()
	if err != nil {
		return "", outbox.NotSent(e.hide(err))
	}
	if err := client.DialWithContext(ctx); err != nil {
		return "", e.refusal(err)
	}
	sendErr := client.Send(message)
	closeErr := client.Close() // says nothing of the message
	if message.IsDelivered() {
		return message.GetMessageID(), nil
	}
	if sendErr == nil {
		return "", e.hide(errors.Join(errors.New("the mail server was told nothing"), closeErr))
	}
	var failure *mail.SendError
	if !errors.As(sendErr, &failure) {
		return "", e.refusal(sendErr)
	}
	switch {
	case failure.Reason == mail.ErrSMTPDataClose && failure.ErrorCode() == 0, failure.Reason == mail.ErrAmbiguous:
		return "", e.hide(sendErr) // the end was sent, and nothing heard of it
	case failure.ErrorCode() >= 500:
		return "", outbox.NotSent(e.hide(sendErr))
	}
	return "", later(0, false, e.hide(sendErr))
}

// refusal is an error before any message was sent.
func (e *Email) refusal(err error) error {
	var op *net.OpError
	down := errors.As(err, &op) && op.Op == "dial"
	return later(0, down, e.hide(fmt.Errorf("connect to the mail server: %w", err)))
}

// hide takes the password out of an error, also as it is sent: some servers repeat
// what they were told.
func (e *Email) hide(err error) error {
	if e.o.Password == "" {
		return err
	}
	text := err.Error()
	for _, secret := range []string{e.o.Password, base64.StdEncoding.EncodeToString([]byte(e.o.Password)),
		base64.StdEncoding.EncodeToString([]byte("\x00" + e.o.Username + "\x00" + e.o.Password))} {
		text = strings.ReplaceAll(text, secret, "***")
	}
	if text == err.Error() {
		return err
	}
	return errors.New(text)
}

// compose writes the message: text, the same as HTML, and the files. Its id follows
// from the parcel's, so that a mail program shows two copies as one.
func (e *Email) compose(p Parcel) (*mail.Msg, error) {
	message := mail.NewMsg()
	if err := message.From(e.o.From); err != nil {
		return nil, fmt.Errorf("compose message: %w", err)
	}
	if len(p.To) == 0 {
		return nil, errors.New("compose message: there is nobody to write to")
	}
	if err := message.To(p.To...); err != nil {
		return nil, fmt.Errorf("compose message: %w", err)
	}
	message.Subject(oneLine(p.Title))
	message.SetMessageIDWithValue(p.ID + "@" + domainOf(e.o.From))
	message.SetDateWithValue(p.At)
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	text, html, err := body(p.Item)
	if err != nil {
		return nil, err
	}
	message.SetBodyString(mail.TypeTextPlain, text)
	message.AddAlternativeString(mail.TypeTextHTML, html)
	for _, f := range p.Main() {
		data, err := p.Read(f)
		if err != nil {
			return nil, err
		}
		message.AttachReadSeeker(f.Name(), bytes.NewReader(data), mail.WithFileContentType(mail.ContentType(contentType(f.Name()))))
	}
	return message, nil
}

// domainOf is the host of an address such as Name <name@host>.
func domainOf(address string) string {
	host := strings.TrimRight(address[strings.LastIndexByte(address, '@')+1:], "> ")
	return cmp.Or(host, "localhost")
}

// oneLine keeps a title from being more than one header.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Lookup cannot tell.
func (e *Email) Lookup(context.Context, Parcel, time.Time) (string, error) {
	return "", errUnsearchable
}

// Check connects, changes to TLS, signs in and hangs up.
func (e *Email) Check(ctx context.Context) error {
	client, err := e.client()
	if err != nil {
		return e.hide(err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return e.hide(err)
	}
	return client.Close()
}
