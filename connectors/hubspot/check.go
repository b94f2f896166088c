package hubspot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const companyPropertiesPath = "/crm/v3/properties/companies"

// Check reads one record of the stream. For companies it also asks whether the
// properties of the attributes exist: HubSpot passes over unknown names in
// silence. Without a stream it reads one company and no more.
func (s *Source) Check(ctx context.Context, stream string) error {
	if stream == "" {
		return s.checkRead(ctx, "companies")
	}
	if _, err := connectors.Find(Streams(), stream); err != nil {
		return err
	}
	if err := s.checkRead(ctx, stream); err != nil {
		return err
	}
	if stream != "companies" || len(s.attributes) == 0 {
		return nil
	}
	return s.checkAttributes(ctx)
}

func (s *Source) checkRead(ctx context.Context, stream string) error {
	req := rest.Request{Stream: stream, Path: objectsPath + stream, Query: url.Values{"limit": {"1"}}}
	if stream == "owners" {
		req.Path = ownersPath
	}
	var page rest.Page
	_, err := s.client.JSON(ctx, req, &page)
	return err
}

// checkAttributes passes where the key may not read the definitions: nothing
// but this check needs them.
func (s *Source) checkAttributes(ctx context.Context) error {
	req := rest.Request{Stream: "companies", Path: companyPropertiesPath}
	var page rest.Page
	root, err := s.client.JSON(ctx, req, &page)
	var refused *rest.Error
	if errors.As(err, &refused) && refused.Status == http.StatusForbidden {
		return nil
	}
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, v := range root.GetArray("results") {
		known[text(v.Get("name"))] = true
	}
	for _, ours := range s.ours {
		if field := s.attributes[ours].Field; !known[field] {
			missing := s.client.Fail(req, fmt.Errorf("companies have no property %q for the attribute %s", field, ours))
			missing.Mend = "HubSpot: Settings → Properties → Company properties shows the internal name"
			return missing
		}
	}
	return nil
}
