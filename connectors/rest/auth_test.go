package rest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/rest"
)

// TestAuth: each way of proving who asks, as it stands on the wire, and that no
// error shows the secret although the vendor repeats it.
func TestAuth(t *testing.T) {
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(token+":X"))
	for _, c := range []struct {
		name string
		auth rest.Auth
		want string
	}{
		{"none", rest.Auth{}, "|||"},
		{"bearer", rest.Bearer(token), "Bearer " + token + "|||"},
		{"bearer without a token", rest.Bearer(""), "|||"},
		{"key as the user", rest.Basic(token, "X"), basic + "|||"},
		{"header", rest.Header("X-Api-Token", token), "|" + token + "||"},
		{"query", rest.Query("key", token), "||key=" + url.QueryEscape(token) + "&page=1|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got string
			base, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				query := ""
				if r.URL.Query().Has("key") {
					query = r.URL.Query().Encode()
				}
				got = strings.Join([]string{r.Header.Get("Authorization"), r.Header.Get("X-Api-Token"), query, ""}, "|")
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprintf(w, "you sent %s%s", got, r.URL)
			})
			client, err := rest.New(rest.Config{Source: "crm", BaseURL: base, Auth: c.auth}, newWorld().deps())
			if err != nil {
				t.Fatal(err)
			}
			var page rest.Page
			_, err = client.JSON(t.Context(), rest.Request{Path: "/", Query: url.Values{"page": {"1"}}}, &page)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, "very-secret") || strings.Contains(text, "c2stdmVyeS1zZWNyZXQ") {
				t.Errorf("the secret shows in %s", text)
			}
		})
	}
}

func TestRequestSpeaksOtherTypes(t *testing.T) {
	var got []string
	base, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method, r.Header.Get("Content-Type"), r.Header.Get("Accept"), r.Header.Get("X-Version"), r.Header.Get("X-Job"), string(body))
		w.Header().Set("Link", `</next>; rel="next"`)
		io.WriteString(w, `{}`)
	})
	client := open(t, newWorld(), rest.Config{BaseURL: base, Header: map[string]string{"X-Version": "1", "X-Job": "none"}})
	var page rest.Page
	for _, req := range []rest.Request{
		{Method: http.MethodPost, Body: []byte("a=1"), ContentType: "application/x-www-form-urlencoded", Accept: "text/csv", Header: map[string]string{"X-Job": "7"}},
		{Method: http.MethodPost, Body: []byte("{}")},
	} {
		if _, err := client.JSON(t.Context(), req, &page); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"POST", "application/x-www-form-urlencoded", "text/csv", "1", "7", "a=1", "POST", "application/json", "application/json", "1", "none", "{}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if page.Header().Get("Link") != `</next>; rel="next"` {
		t.Errorf("header %v", page.Header())
	}
}

// issuer is a vendor with a token endpoint: every token it gives is good for so
// many requests.
type issuer struct {
	*httptest.Server
	mu           sync.Mutex
	lifetime     int
	issued, left int
	forms        []string
	refuse       int // the status of the token endpoint, 0 is well
}

func newIssuer(t *testing.T, lifetime int) *issuer {
	t.Helper()
	i := &issuer{lifetime: lifetime}
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		if r.URL.Path == "/oauth/token" {
			i.token(w, r)
			return
		}
		if r.Header.Get("Authorization") != fmt.Sprintf("Bearer access-%d", i.issued) || i.left == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, "expired: "+r.Header.Get("Authorization"))
			return
		}
		i.left--
		io.WriteString(w, `{}`)
	}))
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	user, password, _ := r.BasicAuth()
	i.forms = append(i.forms, string(body)+" "+user+":"+password)
	if i.refuse != 0 {
		w.WriteHeader(i.refuse)
		fmt.Fprintf(w, `{"error":"invalid_client","you_sent":%q}`, body)
		return
	}
	i.issued++
	i.left = i.lifetime
	fmt.Fprintf(w, `{"access_token":"access-%d","token_type":"bearer"}`, i.issued)
}

func (i *issuer) open(t *testing.T, basic bool) *rest.Client {
	t.Helper()
	auth := rest.TokenAuth(rest.OAuth{TokenURL: i.URL + "/oauth/token", Basic: basic, Form: url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"app"}, "client_secret": {token}}}.Token)
	client, err := rest.New(rest.Config{Source: "crm", BaseURL: i.URL, Auth: auth}, newWorld().deps())
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestTokenIsFetchedOnceAndRenewed(t *testing.T) {
	for _, basic := range []bool{false, true} {
		i := newIssuer(t, 3)
		client := i.open(t, basic)
		for range 7 {
			if _, err := get(t, client); err != nil {
				t.Fatal(err)
			}
		}
		want := "client_id=app&client_secret=" + url.QueryEscape(token) + "&grant_type=client_credentials :"
		if basic {
			want = "grant_type=client_credentials app:" + url.QueryEscape(token)
		}
		if diff := cmp.Diff([]string{want, want, want}, i.forms); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTokenIsSharedByGoroutines(t *testing.T) {
	i := newIssuer(t, 1<<30)
	client := i.open(t, false)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var page rest.Page
			if _, err := client.JSON(t.Context(), rest.Request{Path: "/"}, &page); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if i.issued != 1 {
		t.Errorf("%d tokens were fetched", i.issued)
	}
}

// TestTokenThatNeverWorks: a new token is tried once, then the credentials are
// to blame.
func TestTokenThatNeverWorks(t *testing.T) {
	i := newIssuer(t, 0)
	_, err := get(t, i.open(t, false))
	var e *rest.Error
	if !errors.As(err, &e) || !e.Denied || !e.Permanent || i.issued != 2 {
		t.Errorf("%d tokens, %v", i.issued, err)
	}
	if text := fmt.Sprintf("%v %#v", err, err); strings.Contains(text, "access-") || !strings.Contains(text, "check credentials of source crm") {
		t.Error(text)
	}
}

func TestTokenRefused(t *testing.T) {
	for status, want := range map[int]struct{ denied, permanent bool }{
		400: {true, true}, 401: {true, true}, 403: {true, true}, 500: {false, false}, 429: {false, false},
	} {
		i := newIssuer(t, 1)
		i.refuse = status
		_, err := get(t, i.open(t, false))
		var e *rest.Error
		if !errors.As(err, &e) || e.Denied != want.denied || e.Permanent != want.permanent || e.Path != "/oauth/token" || e.Stream != "deals" || e.Source != "crm" {
			t.Errorf("%d: %#v", status, e)
		}
		if strings.Contains(fmt.Sprintf("%v %#v", err, err), "very-secret") {
			t.Errorf("%d: the secret shows in %v", status, err)
		}
	}
}

func TestTokenFetchCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	auth := rest.TokenAuth(func(ctx context.Context, _ *http.Client) (string, error) {
		cancel()
		<-ctx.Done()
		return "", ctx.Err()
	})
	client, err := rest.New(rest.Config{Source: "crm", BaseURL: "https://x.test", Auth: auth}, newWorld().deps())
	if err != nil {
		t.Fatal(err)
	}
	var page rest.Page
	if _, err := client.JSON(ctx, rest.Request{Path: "/"}, &page); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestCredentialsStayHome: nothing that could be a secret goes to another host,
// nor back from there.
func TestCredentialsStayHome(t *testing.T) {
	var home *httptest.Server
	var got []string
	note := func(r *http.Request) {
		got = append(got, strings.Join([]string{r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("X-Api-Token"), r.Header.Get("X-Tenant"), r.Header.Get("Referer")}, "|"))
	}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note(r)
		http.Redirect(w, r, home.URL+"/back", http.StatusFound)
	}))
	defer other.Close()
	home = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note(r)
		switch r.URL.Path {
		case "/start":
			http.Redirect(w, r, "/near?key=1", http.StatusFound)
		case "/near":
			http.Redirect(w, r, other.URL+"/far", http.StatusTemporaryRedirect)
		default:
			io.WriteString(w, `{}`)
		}
	}))
	defer home.Close()
	for name, c := range map[string]struct {
		auth rest.Auth
		with string
	}{"bearer": {rest.Bearer(token), "|Bearer " + token + "||t1|"}, "header": {rest.Header("X-Api-Token", token), "||" + token + "|t1|"}} {
		got = nil
		client, err := rest.New(rest.Config{Source: "crm", BaseURL: home.URL, Auth: c.auth, Header: map[string]string{"X-Tenant": "t1"}}, newWorld().deps())
		if err != nil {
			t.Fatal(err)
		}
		var page rest.Page
		if _, err := client.JSON(t.Context(), rest.Request{Path: "/start"}, &page); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"/start" + c.with, "/near" + c.with, "/far||||", "/back||||"}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		_, err = client.JSON(t.Context(), rest.Request{Method: http.MethodPost, Path: "/near", Body: []byte(`{"secret":1}`)}, &page)
		if !rest.IsPermanent(err) || !strings.Contains(err.Error(), "redirect refused") {
			t.Errorf("%s: a body went to another host: %v", name, err)
		}
	}
}
