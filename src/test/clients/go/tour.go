// The tour of files and run-time reads, with the client that openapi-generator (go) makes of /openapi.
//
// Needs VALISE_URL, VALISE_PUBLIC_KEY and VALISE_PRIVATE_KEY in the environment. Exits with 1 at the first surprise.
package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"

	valise "tour/generated"
)

func main() {
	background := context.Background()
	configuration := valise.NewConfiguration()
	configuration.Servers = valise.ServerConfigurations{{URL: os.Getenv("VALISE_URL")}}
	api := valise.NewAPIClient(configuration)

	// Log in with an API key. Every other call sends the access token.
	login := ok(api.SessionsAPI.Login(background, "mongodb-cloud").LoginRequest(
		*valise.NewLoginRequest(os.Getenv("VALISE_PUBLIC_KEY"), os.Getenv("VALISE_PRIVATE_KEY"))).Execute())
	session := context.WithValue(background, valise.ContextAccessToken, login.AccessToken)
	project := ok(api.SessionsAPI.GetProfile(session).Execute()).Roles[0].GroupId
	name := fmt.Sprintf("tour-go-%d", time.Now().UnixMicro()%1_000_000_000)
	created := ok(api.AppsAPI.CreateApp(session, project).AppCreation(*valise.NewAppCreation(name)).Execute())
	app := created.Id

	// Import many secrets and values at once, and link a value to a secret.
	secrets := ok(api.SecretsAPI.ImportSecrets(session, project, app).RequestBody(
		map[string]string{"api-key": "made-up-content"}).Execute())
	same(secrets.Created, []string{"api-key"})
	limits := map[string]interface{}{"hosts": []interface{}{"a.example"}, "retries": 3.0}
	values := ok(api.ValuesAPI.ImportValues(session, project, app).RequestBody(
		map[string]interface{}{"greeting": "hello", "limits": limits}).Execute())
	same(values.Created, []string{"greeting", "limits"})
	link := valise.NewValueWrite("key", "api-key")
	link.SetFromSecret(true)
	ok(api.ValuesAPI.CreateValue(session, project, app).ValueWrite(*link).Execute())

	// Export the app as a zip.
	file := ok(api.FilesAPI.ExportApp(session, project, app).Execute())
	defer os.Remove(file.Name())
	export, err := zip.OpenReader(file.Name())
	check(err)
	_, err = fs.ReadFile(export, "values/greeting.json")
	check(err)

	// Pull it as JSON, push it back, and import another state.
	whole := ok(api.FilesAPI.PullApp(session, project, app).Execute())
	same(len(whole["values"].([]interface{})), 3)
	_, err = api.FilesAPI.PushApp(session, project, app).Body(whole).Execute()
	check(err)
	next := map[string]interface{}{"config_version": 20210101, "values": []interface{}{
		map[string]interface{}{"name": "greeting", "value": "bye"},
		map[string]interface{}{"name": "key", "value": "api-key", "from_secret": true},
	}}
	diffs := ok(api.FilesAPI.ImportApp(session, project, app).Body(next).Diff(true).Execute())
	same(len(diffs), 2)
	same(len(ok(api.FilesAPI.ImportApp(session, project, app).Body(next).Execute())), 0)

	// Read at run time, with a token that can read nothing else.
	token := ok(api.RuntimeTokensAPI.CreateRuntimeToken(session, project, app).RuntimeTokenRequest(
		*valise.NewRuntimeTokenRequest("tour")).Execute())
	program := context.WithValue(background, valise.ContextAccessToken, token.Token)
	read := ok(api.RunTimeAPI.ReadValues(program, created.ClientAppId).Execute())
	same(read.Values, map[string]interface{}{"greeting": "bye", "key": "made-up-content"})
	same(ok(api.RunTimeAPI.ReadValue(program, created.ClientAppId, "greeting").Execute()), "bye")
	// The other formats are text. The client expects JSON, so take the text from the response.
	for _, format := range []string{"dotenv", "yaml", "properties"} {
		_, response, _ := api.RunTimeAPI.ReadValues(program, created.ClientAppId).Format(format).Execute()
		same(response.StatusCode, 200)
		text, err := io.ReadAll(response.Body)
		check(err)
		same(strings.Contains(string(text), "bye"), true)
	}

	_, err = api.AppsAPI.DeleteApp(session, project, app).Execute()
	check(err)
	_, _, err = api.AppsAPI.GetApp(session, project, app).Execute()
	var refusal *valise.GenericOpenAPIError
	same(errors.As(err, &refusal), true)
	same(refusal.Model().(valise.Error).ErrorCode, "AppNotFound")
	fmt.Println("The tour is done.")
}

// Returns the reply of a call that must succeed.
func ok[T any](reply T, _ *http.Response, err error) T {
	check(err)
	return reply
}

func check(err error) {
	if err != nil {
		var refusal *valise.GenericOpenAPIError
		if errors.As(err, &refusal) {
			panic(err.Error() + ": " + string(refusal.Body()))
		}
		panic(err)
	}
}

func same(actual, expected interface{}) {
	if !reflect.DeepEqual(actual, expected) {
		panic(fmt.Sprintf("%#v should be %#v", actual, expected))
	}
}
