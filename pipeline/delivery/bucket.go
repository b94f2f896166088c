package delivery

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"

	"quarterdeck/pipeline/outbox"
)

// Bucket drops files into a folder or into object storage. A name is written once:
// what lies there already under it must be the same to the byte.
type Bucket struct {
	bucket *blob.Bucket
	prefix string
	folder string // on this machine; empty for object storage
}

var _ Door = (*Bucket)(nil)

// NewFolder is the door of a folder, which is made when it is missing. The caller
// closes it.
func NewFolder(dir string) (*Bucket, error) {
	opened, err := fileblob.OpenBucket(dir, &fileblob.Options{CreateDir: true, DirFileMode: 0o750, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	return &Bucket{bucket: opened, folder: dir}, nil
}

// BucketOptions are where a bucket is and who may write to it.
type BucketOptions struct {
	Name, Prefix, Region string
	// Endpoint is where storage other than Amazon's is.
	Endpoint             string
	AccessKey, SecretKey string
	PathStyle            bool
	HTTP                 *http.Client
}

// NewBucket is the door of a bucket that speaks S3. The caller closes it.
func NewBucket(ctx context.Context, o BucketOptions) (*Bucket, error) {
	settings := []func(*config.LoadOptions) error{config.WithRegion(cmp.Or(o.Region, "us-east-1"))}
	if o.AccessKey != "" {
		settings = append(settings, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(o.AccessKey, o.SecretKey, "")))
	}
	loaded, err := config.LoadDefaultConfig(ctx, settings...)
	if err != nil {
		return nil, fmt.Errorf("open bucket %s: %w", o.Name, err)
	}
	client := s3.NewFromConfig(loaded, func(s *s3.Options) {
		s.UsePathStyle = o.PathStyle
		if o.HTTP != nil {
			s.HTTPClient = o.HTTP
		}
		if o.Endpoint != "" {
			s.BaseEndpoint = aws.String(o.Endpoint)
		}
	})
	opened, err := s3blob.OpenBucket(ctx, client, o.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open bucket %s: %w", o.Name, err)
	}
	return &Bucket{bucket: opened, prefix: strings.Trim(o.Prefix, "/")}, nil
}

// Close ends the use of it.
func (b *Bucket) Close() error { return b.bucket.Close() }

// Send writes every file of the parcel that is not there, and its message as text
// and as JSON.
func (b *Bucket) Send(ctx context.Context, p Parcel) (string, error) {
	files, err := contents(p)
	if err != nil {
		return "", outbox.NotSent(err)
	}
	for _, f := range files {
		if err := b.put(ctx, b.key(p, f.name), f.data); err != nil {
			return "", err
		}
	}
	return b.key(p, files[0].name), nil
}

// Lookup asks for another Send, which does no harm: what is there already is only
// compared.
func (b *Bucket) Lookup(context.Context, Parcel, time.Time) (string, error) {
	return "", outbox.ErrAbsent
}

// key is where a file of the parcel lies: by kind, then by day or quarter.
func (b *Bucket) key(p Parcel, name string) string {
	of, _, _ := strings.Cut(p.Key, " ")
	return path.Join(b.prefix, p.Kind, of, name)
}

type content struct {
	name string
	data []byte
}

func contents(p Parcel) ([]content, error) {
	var all []content
	for _, f := range p.Files {
		data, err := p.Read(f)
		if err != nil {
			return nil, err
		}
		all = append(all, content{f.Name(), data})
	}
	if p.Message != nil {
		message, err := json.MarshalIndent(p.Message, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("encode message: %w", err)
		}
		name := p.Kind + "-" + strings.ReplaceAll(p.Key, " ", "-")
		all = append(all, content{name + ".txt", []byte(p.Text())}, content{name + ".json", append(message, '\n')})
	}
	if len(all) == 0 {
		return nil, errors.New("there is nothing to write")
	}
	return all, nil
}

// hashKey is under which the hash of an object is kept with it.
const hashKey = "sha256"

// put writes one object unless it is there.
func (b *Bucket) put(ctx context.Context, key string, data []byte) error {
	sum := sha256.Sum256(data)
	want := hex.EncodeToString(sum[:])
	err := b.bucket.WriteAll(ctx, key, data, &blob.WriterOptions{IfNotExist: true, ContentType: contentType(key), Metadata: map[string]string{hashKey: want}})
	switch {
	case err == nil:
		return b.durable(key)
	case gcerrors.Code(err) != gcerrors.FailedPrecondition:
		return later(0, false, fmt.Errorf("write %s: %w", key, err))
	}
	there, err := b.hash(ctx, key)
	if err != nil {
		return later(0, false, fmt.Errorf("compare %s: %w", key, err))
	}
	if there != want {
		return outbox.NotSent(fmt.Errorf("write %s: another file lies there already (sha256 %.12s, not %.12s)", key, there, want))
	}
	return b.durable(key)
}

// hash is that of an object: what was kept with it, or else of its bytes.
func (b *Bucket) hash(ctx context.Context, key string) (_ string, err error) {
	attributes, err := b.bucket.Attributes(ctx, key)
	if err != nil {
		return "", err
	}
	if kept := attributes.Metadata[hashKey]; kept != "" {
		return kept, nil
	}
	reader, err := b.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(hash, reader); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// durable makes a file of a folder outlive the machine's end, and lets the group of the
// folder read it. Object storage has answered only when it keeps the object.
func (b *Bucket) durable(key string) error {
	if b.folder == "" {
		return nil
	}
	name := filepath.Join(b.folder, filepath.FromSlash(key))
	if err := os.Chmod(name, 0o640); err != nil && !errors.Is(err, os.ErrNotExist) {
		return later(0, false, fmt.Errorf("let %s be read: %w", key, err))
	}
	for _, one := range []string{name, filepath.Dir(name)} {
		file, err := os.Open(one)
		if errors.Is(err, os.ErrNotExist) {
			return nil // a name the folder cannot hold is written differently there
		}
		if err != nil {
			return later(0, false, fmt.Errorf("make %s durable: %w", key, err))
		}
		if err := errors.Join(file.Sync(), file.Close()); err != nil {
			return later(0, false, fmt.Errorf("make %s durable: %w", key, err))
		}
	}
	return nil
}

func contentType(key string) string {
	switch path.Ext(key) {
	case ".pdf":
		return "application/pdf"
	case ".png":
		return "image/png"
	case ".json":
		return "application/json"
	}
	return "text/plain; charset=utf-8"
}

// Check asks whether the place is there and may be read.
func (b *Bucket) Check(ctx context.Context) error {
	if ok, err := b.bucket.IsAccessible(ctx); err != nil || !ok {
		return errors.Join(errors.New("it is not there, or may not be read"), err)
	}
	return nil
}
