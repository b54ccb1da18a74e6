/** What a program reads: from where, which app, with which token, and the name of one value. */
export interface Source {
  url: string;
  app: string;
  token: string;
  value: string;
}

export interface Snippet {
  title: string;
  /** What it is, for the button that copies it. */
  what: string;
  /** What has to be done first. */
  before: string;
  text: (source: Source) => string;
  /** Whether it needs the variables, or has everything in it. */
  whole?: boolean;
}

/** The variables that the other snippets and the client libraries read. */
export function environment({ url, app, token }: Source): string {
  return `export VALISE_URL='${url}'
export VALISE_APP='${app}'
export VALISE_TOKEN='${token}'
`;
}

const AUTHORIZED = `printf 'header = "Authorization: Bearer %s"\\n' "$VALISE_TOKEN" |`;

/** In each, the token stays out of the arguments of commands: other users of the machine can list these. */
export const SNIPPETS: Snippet[] = [
  {
    title: "curl",
    what: "curl command",
    before: "Prints all values that the token can read, as JSON.",
    text: () => `${AUTHORIZED}
  curl -fsS -K - "$VALISE_URL/api/client/v1/apps/$VALISE_APP/values"
`,
  },
  {
    title: "Shell",
    what: "shell script",
    before:
      "For programs that take environment variables: reads the values as dotenv, then starts the program with them.",
    text: () => `umask 077
${AUTHORIZED}
  curl -fsS -K - -o values.env "$VALISE_URL/api/client/v1/apps/$VALISE_APP/values?format=dotenv" &&
  (set -a && . ./values.env && exec env)   # put your program in place of env
`,
  },
  {
    title: "Node",
    what: "Node program",
    before: "First install the library from Valise’s repository: npm install ./valise/clients/javascript",
    text: ({ value }) => `import { connect } from "@valise/client";

const context = await connect();
console.log(context.values.get("${value}"));

// Runs after each deployment. For a program that ends, call context.close() instead.
context.on("change", ({ revision, changed }) => console.log(revision, changed));
`,
  },
  {
    title: "Java",
    what: "Java program",
    before:
      "First install the library from Valise’s repository (./mvnw -f clients/java/pom.xml install), then depend on io.valise:valise-client.",
    text: ({ value }) => `import io.valise.client.Valise;

public class Main {
    public static void main(String[] arguments) {
        try (Valise context = Valise.connect()) {
            System.out.println(context.values().get("${value}"));
        }
    }
}
`,
  },
  {
    title: "Python",
    what: "Python program",
    before: "First install the library from Valise’s repository: pip install ./valise/clients/python",
    text: ({ value }) => `import valise

with valise.connect() as context:
    print(context.values.get("${value}"))
`,
  },
  {
    title: "Kubernetes",
    what: "Kubernetes manifest",
    before:
      "An init container puts the values where your container reads them as environment variables. Use an address that pods can reach.",
    whole: true,
    text: kubernetes,
  },
];

function kubernetes({ url, app, token }: Source): string {
  return `apiVersion: v1
kind: Secret
metadata:
  name: valise-header
stringData:
  header: "Authorization: Bearer ${token}"
---
apiVersion: v1
kind: Pod
metadata:
  name: ${app}
spec:
  initContainers:
    - name: values
      image: curlimages/curl:8.16.0
      command: ["sh", "-ec"]
      args:
        - |
          umask 077
          curl -fsS --retry 30 --retry-all-errors --max-time 10 \\
            -H @/var/run/secrets/valise/header -o /values/.env \\
            "$VALISE_URL/values?format=dotenv"
      env:
        - { name: VALISE_URL, value: "${url}/api/client/v1/apps/${app}" }
      volumeMounts:
        - { name: values, mountPath: /values }
        - { name: header, mountPath: /var/run/secrets/valise, readOnly: true }
      securityContext: &restricted { runAsNonRoot: true, runAsUser: 10001, allowPrivilegeEscalation: false }
  containers:
    - name: program
      image: registry.example.com/program:1.0   # put your image here, and its command below
      command: ["sh", "-ec", "set -a; . /values/.env; set +a; exec node server.js"]
      volumeMounts:
        - { name: values, mountPath: /values, readOnly: true }
      securityContext: *restricted
  volumes:
    - name: values
      emptyDir: { medium: Memory, sizeLimit: 16Mi }
    - name: header
      secret: { secretName: valise-header }
`;
}
