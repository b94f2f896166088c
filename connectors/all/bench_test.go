package all_test

import (
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/hubspot"
	"quarterdeck/connectors/rest/rows"
	"quarterdeck/connectors/stripe"
	"quarterdeck/pipeline/lake"
)

// pageRows is how many records one page of the benchmarks has, as both vendors give.
const pageRows = 100

// contact is a HubSpot contact of some 1.3 KB with all its usual properties.
func contact(n int) string {
	return fmt.Sprintf(`{"id":"%d","properties":{"email":"person.%d@company-%d.example","firstname":"Ann%d","lastname":"Example-%d",`+
		`"jobtitle":"Head of Operations","associatedcompanyid":"%d","hubspot_owner_id":"77%d","lifecyclestage":"customer",`+
		`"createdate":"2024-01-05T08:00:00.000Z","lastmodifieddate":"2026-03-01T10:00:00.123Z","hs_object_id":"%d",%s`+
		`"hs_additional_emails":null},"createdAt":"2024-01-05T08:00:%02d.000Z","updatedAt":"2026-03-01T10:00:%02d.123Z","archived":false}`,
		51200900000+n, n, n%997, n, n*31, 18358420000+n%997, n%9, 51200900000+n, strings.Repeat(fmt.Sprintf(`"hs_property_%02d":"value %d",`, n%7, n%13), 22), n%60, n%60)
}

// invoice is a Stripe invoice of some 2 KB with two lines.
func invoice(n int) string {
	line := fmt.Sprintf(`{"id":"il_%d","object":"line_item","amount":%d,"currency":"usd","description":"1 × Growth (at $%d.00 / month)","discount_amounts":[{"amount":120,"discount":"di_%d"}],"discountable":true,"invoice":"in_%d","livemode":false,"metadata":{},"parent":{"invoice_item_details":null,"subscription_item_details":{"invoice_item":null,"proration":false,"subscription":"sub_%d","subscription_item":"si_%d"},"type":"subscription_item_details"},"period":{"end":1769904000,"start":1767225600},"pricing":{"price_details":{"price":"price_%d","product":"prod_%d"},"type":"price_details","unit_amount_decimal":"%d"},"quantity":%d,"taxes":[]}`,
		n, n*7, n%90, n, n, n, n, n%12, n%4, n*7, n%40)
	return fmt.Sprintf(`{"id":"in_%d","object":"invoice","account_country":"US","amount_due":%d,"amount_paid":%d,"amount_remaining":0,"attempt_count":1,"attempted":true,"auto_advance":false,"billing_reason":"subscription_cycle","collection_method":"charge_automatically","created":%d,"currency":"usd","customer":"cus_%d","customer_email":"ap@company-%d.example","default_tax_rates":[],"description":null,"discounts":[],"due_date":null,"ending_balance":0,"footer":null,"lines":{"object":"list","data":[%s,%s],"has_more":false,"total_count":2,"url":"/v1/invoices/in_%d/lines"},"livemode":false,"metadata":{},"number":"NW-%06d","parent":{"quote_details":null,"subscription_details":{"metadata":{},"subscription":"sub_%d"},"type":"subscription_details"},"period_end":1767225600,"period_start":1764547200,"post_payment_credit_notes_amount":0,"pre_payment_credit_notes_amount":0,"starting_balance":0,"status":"paid","status_transitions":{"finalized_at":1767229200,"marked_uncollectible_at":null,"paid_at":1767229260,"voided_at":null},"subtotal":%d,"total":%d,"total_excluding_tax":%d,"total_taxes":[]}`,
		n, n*14, n*14, 1767225600+n, n%997, n%997, line, line, n, n, n, n*14, n*14, n*14)
}

func pages(record func(int) string, wrap string, n int) [][]byte {
	var all [][]byte
	for p := range n {
		records := make([]string, pageRows)
		for i := range records {
			records[i] = record(p*pageRows + i)
		}
		all = append(all, fmt.Appendf(nil, wrap, connectortest.Array(records)))
	}
	return all
}

// BenchmarkDecode is the way of a page from its bytes to compressed Parquet.
// Run it with -cpu 1.
func BenchmarkDecode(b *testing.B) {
	if err := lake.ShareEncoder(); err != nil { // as the program does
		b.Fatal(err)
	}
	cases := []struct {
		name, list string
		stream     connectors.Stream
		pages      [][]byte
		drop       []string
	}{
		{"hubspot", "results", hubspot.Streams()[1], pages(contact, `{"results":%s,"paging":{"next":{"after":"7"}}}`, 20), []string{"properties.hs_object_id", "properties.createdate", "properties.lastmodifieddate"}},
		{"stripe", "data", stripe.Streams()[5], pages(invoice, `{"object":"list","has_more":true,"data":%s}`, 20), []string{"object", "lines.object", "lines.has_more", "lines.url", "lines.total_count"}},
	}
	for _, c := range cases {
		b.Run(c.name+"/arrow", func(b *testing.B) {
			decode(b, c.stream, c.pages, c.list, func(arrow.Record) error { return nil }, c.drop)
		})
		b.Run(c.name+"/parquet", func(b *testing.B) {
			file, err := pqarrow.NewFileWriter(connectors.Schema(c.stream), io.Discard,
				asInTheLake(c.stream), pqarrow.DefaultWriterProps())
			if err != nil {
				b.Fatal(err)
			}
			decode(b, c.stream, c.pages, c.list, file.Write, c.drop)
			if err := file.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// asInTheLake writes columns as the lake does: zstd, and no dictionary for JSON.
func asInTheLake(stream connectors.Stream) *parquet.WriterProperties {
	properties := []parquet.WriterProperty{parquet.WithCompression(compress.Codecs.Zstd)}
	for _, c := range stream.Columns {
		if c.Type == connectors.JSON {
			properties = append(properties, parquet.WithDictionaryFor(c.Name, false))
		}
	}
	return parquet.NewWriterProperties(properties...)
}

func decode(b *testing.B, stream connectors.Stream, pages [][]byte, list string, sink connectors.Sink, drop []string) {
	w, err := rows.New(stream, connectors.Request{LoadID: "01JB0000000000000000000000", LoadedAt: connectortest.Now()}, sink, drop...)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Release()
	var parser fastjson.Parser
	bytes := 0
	b.ReportAllocs()
	spent := cpuTime(b)
	for i := 0; b.Loop(); i++ {
		page := pages[i%len(pages)]
		bytes += len(page)
		root, err := parser.ParseBytes(page)
		if err != nil {
			b.Fatal(err)
		}
		for _, v := range root.GetArray(list) {
			if err := w.Add(v, false); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	seconds := b.Elapsed().Seconds()
	b.ReportMetric(float64(w.Rows())/seconds, "rows/s")
	// On a machine that is shared, the time spent is the truer measure.
	b.ReportMetric(float64(w.Rows())/(cpuTime(b)-spent), "rows/cpu-s")
	b.ReportMetric(float64(bytes)/seconds/1e6, "MB/s")
}

// cpuTime is what the process has spent so far, in seconds.
func cpuTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
