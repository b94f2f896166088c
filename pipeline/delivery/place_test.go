package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// parcel is a review with a picture; its bytes are in files.
func parcel(files map[string]string) Parcel {
	p := Parcel{ID: "7c7f1c4e-0000-5000-8000-000000000001", At: noon, Item: Item{Kind: "qbr", Key: "2026Q3 c1 v1", Title: "Acme: business review 2026Q3",
		CustomerID: "c1", Customer: "Acme", Owner: "Ann Lee", AsOf: "2026-11-20", RunID: "01RUN", To: []string{"ann@acme.example"}}}
	for _, name := range []string{"QBR_Acme.pdf", "pictures/QBR_Acme.png"} {
		sum := sha256.Sum256([]byte(files[name]))
		f := File{Path: "reports/2026Q3/" + name, SHA256: hex.EncodeToString(sum[:]), Bytes: len(files[name])}
		if strings.HasSuffix(name, ".png") {
			f.Beside = "picture"
		}
		p.Files = append(p.Files, f)
	}
	p.Read = func(f File) ([]byte, error) {
		data, ok := files[strings.TrimPrefix(f.Path, "reports/2026Q3/")]
		if !ok {
			return nil, errors.New("no such file")
		}
		return []byte(data), nil
	}
	return p
}

func twoFiles() map[string]string {
	return map[string]string{"QBR_Acme.pdf": "%PDF-1.7 Acme", "pictures/QBR_Acme.png": "\x89PNG picture"}
}

func notice(t *testing.T) *slack.Message {
	t.Helper()
	m, err := slack.ComposeFailure(slack.Failure{Company: "Acme", Job: "nightly", RunID: "01RUN", AsOf: noon, Stage: "pull", Cause: "no <!channel> & more"})
	if err != nil {
		t.Fatal(err)
	}
	return &m
}

// What a place must do, whichever it is: read gives what lies there by its key.
func writesOnce(t *testing.T, place *Bucket, read func(key string) string) {
	t.Helper()
	ctx, files := t.Context(), twoFiles()
	p := parcel(files)
	for range 2 { // the second time all of it is there
		if _, err := place.Send(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	if got := read("qbr/2026Q3/QBR_Acme.pdf"); got != files["QBR_Acme.pdf"] {
		t.Errorf("the review is %q, want %q", got, files["QBR_Acme.pdf"])
	}
	if got := read("qbr/2026Q3/QBR_Acme.png"); got != files["pictures/QBR_Acme.png"] {
		t.Errorf("the picture is %q, want %q", got, files["pictures/QBR_Acme.png"])
	}
	other := twoFiles()
	other["QBR_Acme.pdf"] = "%PDF-1.7 something else"
	_, err := place.Send(ctx, parcel(other))
	if !outbox.IsNotSent(err) || !strings.Contains(err.Error(), "another file lies there") {
		t.Errorf("got %v, want a refusal to replace another file", err)
	}
	if got := read("qbr/2026Q3/QBR_Acme.pdf"); got != files["QBR_Acme.pdf"] {
		t.Errorf("the review was replaced by %q", got)
	}
	said := Parcel{Item: Item{Kind: "failure", Key: "01RUN attempt 1", Message: notice(t)}}
	if _, err := place.Send(ctx, said); err != nil {
		t.Fatal(err)
	}
	if got := read("failure/01RUN/failure-01RUN-attempt-1.txt"); !strings.Contains(got, "Acme nightly run failed") {
		t.Errorf("the message is %q", got)
	}
	if err := place.Check(ctx); err != nil {
		t.Error(err)
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drop")
	place, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = place.Close() })
	writesOnce(t, place, func(key string) string {
		data, err := os.ReadFile(filepath.Join(dir, key))
		if err != nil {
			t.Error(err)
		}
		return string(data)
	})
	var names []string
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, _ error) error {
		if info, err := d.Info(); err == nil && !d.IsDir() && info.Mode().Perm() != 0o640 {
			t.Errorf("%s has mode %s, want that the group can read it", path, info.Mode())
		}
		if !d.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return nil
	})
	if len(names) != 4 {
		t.Errorf("the folder holds %v, want the four files and nothing of how they came there", names)
	}
}

// The bucket is read with the storage's own client.
func TestBucket(t *testing.T) {
	server := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	t.Cleanup(server.Close)
	client := s3.New(s3.Options{Region: "eu-central-1", BaseEndpoint: aws.String(server.URL), UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret-canary", "")})
	options := BucketOptions{Name: "reports", Prefix: "/quarterdeck/", Region: "eu-central-1", Endpoint: server.URL, AccessKey: "key", SecretKey: "secret-canary",
		PathStyle: true, HTTP: server.Client()}
	place, err := NewBucket(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = place.Close() })
	if err := place.Check(t.Context()); err == nil {
		t.Error("a bucket that is not there passes the check")
	}
	if _, err := place.Send(t.Context(), parcel(twoFiles())); !outbox.IsNotSent(err) || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v, want an error without the secret after which nothing is there", err)
	}
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("reports")}); err != nil {
		t.Fatal(err)
	}
	writesOnce(t, place, func(key string) string {
		object, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("reports"), Key: aws.String("quarterdeck/" + key)})
		if err != nil {
			t.Error(err)
			return ""
		}
		defer object.Body.Close()
		data, err := io.ReadAll(object.Body)
		if err != nil {
			t.Error(err)
		}
		return string(data)
	})
}

// A name that cannot be asked for stays a question for a person.
func TestUnsearchable(t *testing.T) {
	for _, door := range []Door{NewEmail(EmailOptions{}), NewSlackHook("https://hooks.example", nil)} {
		if _, err := door.Lookup(context.Background(), Parcel{}, noon); err == nil || errors.Is(err, outbox.ErrAbsent) {
			t.Errorf("%T: got %v, want that nobody can tell", door, err)
		}
	}
}
