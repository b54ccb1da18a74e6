import io.valise.client.Valise;

/** Prints a value, and notices each deployment: {@code java -cp valise-client.jar Watch.java greeting}. */
class Watch {
    public static void main(String[] arguments) throws InterruptedException {
        String name = arguments.length > 0 ? arguments[0] : "greeting";
        try (Valise context = Valise.connect()) {
            show(context, name);
            context.onChange(change -> show(context, name));
            context.onError(error -> System.out.println("the last known values go on: " + error.getMessage()));
            System.out.println(context);
            Thread.currentThread().join();
        }
    }

    private static void show(Valise context, String name) {
        System.out.printf("revision %d: %s = %s%n", context.revision(), name, context.values().text(name));
    }
}
