package main

import (
	_ "github.com/apache/arrow/go/v17/arrow"
	_ "github.com/apache/arrow/go/v17/arrow/array"
	_ "github.com/apache/arrow/go/v17/parquet/pqarrow"
	_ "github.com/cenkalti/backoff/v5"
	_ "github.com/go-co-op/gocron/v2"
	_ "github.com/go-pdf/fpdf"
	_ "github.com/goccy/go-yaml"
	_ "github.com/gofrs/flock"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/marcboeker/go-duckdb/v2"
	_ "github.com/oklog/ulid/v2"
	_ "github.com/slack-go/slack"
	_ "github.com/spf13/cobra"
	_ "github.com/valyala/fastjson"
	_ "github.com/vbauerster/mpb/v8"
	_ "github.com/rickar/cal/v2"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/term"
	_ "golang.org/x/text/language"
	_ "golang.org/x/text/message"
	_ "golang.org/x/time/rate"
	_ "modernc.org/sqlite"
	_ "pgregory.net/rapid"
	_ "github.com/google/uuid"
)

func main() {}
