package io.valise.functions;

import io.roastedroot.quickjs4j.core.JavyPluginModule;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.MemoryLimits;

/**
 * QuickJS, a JavaScript engine in C, compiled to WebAssembly and translated to Java. It runs in this process with a
 * memory of its own, an array of bytes, and can only reach {@link HostFunctions}.
 *
 * <p>Initialising it takes milliseconds, so that is done once and its memory is saved; each call gets a copy. So a call
 * cannot affect later calls, whatever it breaks.
 */
@ApplicationScoped
class QuickJs {
    private static final String BEGIN = "beginCall()";
    private static final WasmModule MODULE = JavyPluginModule.load();

    /** The memory of an initialised engine, and the position in it of the code that begins a call. */
    private record Image(byte[] memory, long[] globals, int code, int length) {
        void into(Instance instance) {
            Memory memory = instance.memory();
            memory.grow(this.memory.length / Memory.PAGE_SIZE - memory.pages());
            memory.write(0, this.memory);
            for (int i = 0; i < globals.length; i++) {
                instance.global(i).setValue(globals[i]);
            }
        }
    }

    private final Clock clock;
    private final SecureRandom random;
    private final Uni<Void> ready = Uni.createFrom()
            .item(this::image)
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            .replaceWithVoid()
            .memoize()
            .indefinitely();
    private @Nullable Image image;

    QuickJs(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Runs a call to its end, including its promises, in this thread. Fails with
     * {@link run.endive.wasm.WasmEngineException} if the engine itself fails: interrupted, or out of memory or stack.
     */
    void run(Host host, int pages) {
        Image ready = image();
        Instance instance = instance(host, pages);
        ready.into(instance);
        instance.export("eval").apply(ready.code(), ready.length(), 0, 0);
    }

    /**
     * Completes when the engine is initialised, which takes part of a second the first time. A call's time starts after
     * that.
     */
    Uni<Void> ready() {
        return ready;
    }

    private synchronized Image image() {
        if (image == null) {
            image = make();
        }
        return image;
    }

    private Image make() {
        Instance instance = instance(null, MemoryLimits.MAX_PAGES);
        Memory memory = instance.memory();
        instance.export("initialize_runtime").apply();
        int guest = compile(instance, guest());
        instance.export("eval").apply(memory.readInt(guest), memory.readInt(guest + 4), 0, 0);
        int begin = compile(instance, BEGIN);
        long[] globals = new long[instance.globalCount()];
        for (int i = 0; i < globals.length; i++) {
            globals[i] = instance.global(i).getValue();
        }
        return new Image(
                memory.readBytes(0, memory.pages() * Memory.PAGE_SIZE),
                globals,
                memory.readInt(begin),
                memory.readInt(begin + 4));
    }

    /** The position in memory of the compiled code's address and length. */
    private static int compile(Instance instance, String source) {
        byte[] text = source.getBytes(StandardCharsets.UTF_8);
        int at = HostFunctions.allocate(instance, text);
        return (int) instance.export("compileSrc").apply(at, text.length)[0];
    }

    private Instance instance(@Nullable Host host, int pages) {
        HostFunctions imports = new HostFunctions(MODULE, clock, random, host);
        return Instance.builder(MODULE)
                .withMachineFactory(JavyPluginModule::create)
                .withMemoryFactory(limits -> new ByteArrayMemory(new MemoryLimits(limits.initialPages(), pages)))
                .withImportValues(ImportValues.builder()
                        .withFunctions(MODULE.importSection().stream()
                                .map(FunctionImport.class::cast)
                                .map(imports::function)
                                .toList())
                        .build())
                .build();
    }

    private static String guest() {
        try (InputStream in = Objects.requireNonNull(QuickJs.class.getResourceAsStream("guest.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
