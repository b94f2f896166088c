package delivery

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"quarterdeck/pipeline/outbox"
)

// The headers of a webhook's requests.
const (
	// HeaderSignature is "sha256=" and the hex HMAC-SHA256, by the shared secret, of
	// the value of HeaderTimestamp, a dot and the body.
	HeaderSignature = "Quarterdeck-Signature"
	// HeaderTimestamp is when the request was made, in seconds since 1970.
	HeaderTimestamp = "Quarterdeck-Timestamp"
	// HeaderKey is the same for every try of one delivery.
	HeaderKey = "Idempotency-Key"
	// HeaderTest is set to true on a test.
	HeaderTest = "Quarterdeck-Test"
)

// WebhookOptions are where a webhook is and what it shares with us.
type WebhookOptions struct {
	URL, Secret string
	Test        bool
	HTTP        *http.Client
	Now         func() time.Time
}

// Webhook posts JSON to an address, signed. Only an answer of 2xx counts as delivered.
type Webhook struct{ o WebhookOptions }

// NewWebhook makes the door.
func NewWebhook(o WebhookOptions) *Webhook { return &Webhook{o} }

var _ Door = (*Webhook)(nil)

// webhookBody is what is posted. Files are named by their hash, and handed over whole.
type webhookBody struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind"`
	Key        string          `json:"key"`
	Title      string          `json:"title"`
	CustomerID string          `json:"customer_id,omitempty"`
	Customer   string          `json:"customer,omitempty"`
	Owner      string          `json:"owner,omitempty"`
	AsOf       string          `json:"as_of,omitempty"`
	RunID      string          `json:"run_id,omitempty"`
	Text       string          `json:"text,omitempty"`
	Message    json.RawMessage `json:"message,omitempty"`
	Files      []webhookFile   `json:"files,omitempty"`
}

type webhookFile struct {
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	Bytes   int    `json:"bytes"`
	Content []byte `json:"content"` // base64
}

// Send posts the parcel once.
func (w *Webhook) Send(ctx context.Context, p Parcel) (string, error) {
	body, err := webhookJSON(p)
	if err != nil {
		return "", outbox.NotSent(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.o.URL, bytes.NewReader(body))
	if err != nil {
		return "", outbox.NotSent(errors.New("make request: the url cannot be used"))
	}
	at := strconv.FormatInt(w.o.Now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(HeaderKey, p.ID)
	request.Header.Set(HeaderTimestamp, at)
	request.Header.Set(HeaderSignature, "sha256="+sign(w.o.Secret, at, body))
	if w.o.Test {
		request.Header.Set(HeaderTest, "true")
	}
	answer, err := w.o.HTTP.Do(request)
	if err != nil {
		return "", again(sendError(err))
	}
	defer answer.Body.Close()
	return answer.Status, again(statusError(answer))
}

// again lets a parcel whose fate is open be sent again: the key that goes with it
// keeps the other side from taking it for a second one.
func again(err error) error {
	if err == nil || outbox.IsNotSent(err) {
		return err
	}
	return later(0, false, err)
}

func webhookJSON(p Parcel) ([]byte, error) {
	body := webhookBody{ID: p.ID, Kind: p.Kind, Key: p.Key, Title: p.Title, CustomerID: p.CustomerID, Customer: p.Customer, Owner: p.Owner,
		AsOf: p.AsOf, RunID: p.RunID, Text: p.Text()}
	if p.Message != nil {
		message, err := json.Marshal(p.Message)
		if err != nil {
			return nil, fmt.Errorf("encode message: %w", err)
		}
		body.Message = message
	}
	for _, f := range p.Main() {
		content, err := p.Read(f)
		if err != nil {
			return nil, err
		}
		body.Files = append(body.Files, webhookFile{Name: f.Name(), SHA256: f.SHA256, Bytes: f.Bytes, Content: content})
	}
	data, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	return data, nil
}

func sign(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s.", at)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// sendError tells a request that never left from one whose answer was lost, and
// leaves out the address, which is a secret.
func sendError(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		err = of.Err
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return later(0, true, fmt.Errorf("post: %w", op.Err))
	}
	return fmt.Errorf("post: %w", err)
}

// maxAnswer bounds what is read of an answer nobody needs.
const maxAnswer = 64 << 10

// statusError is nil for 2xx. Nothing but a refusal is surely not delivered.
func statusError(answer *http.Response) error {
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)) // so that the connection is used again
	code := answer.StatusCode
	err := fmt.Errorf("post: it answered %s", answer.Status)
	switch {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusTooManyRequests:
		return later(retryAfter(answer), false, err)
	case code >= 500 || code == http.StatusRequestTimeout:
		return err
	}
	return outbox.NotSent(err)
}

// maxRetryAfter bounds what another side can make us wait.
const maxRetryAfter = 10 * time.Minute

func retryAfter(answer *http.Response) time.Duration {
	seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, int(maxRetryAfter/time.Second)))*time.Second, maxRetryAfter)
}

// Lookup asks for another Send, which does no harm.
func (w *Webhook) Lookup(context.Context, Parcel, time.Time) (string, error) {
	return "", outbox.ErrAbsent
}

// Check connects, and asks with HEAD: whatever the answer, somebody is there.
func (w *Webhook) Check(ctx context.Context) error { return headCheck(ctx, w.o.HTTP, w.o.URL) }

func headCheck(ctx context.Context, client *http.Client, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return errors.New("make request: the url cannot be used")
	}
	answer, err := client.Do(request)
	if err != nil {
		var of *url.Error
		if errors.As(err, &of) {
			err = of.Err
		}
		return fmt.Errorf("connect: %w", err)
	}
	return answer.Body.Close()
}
