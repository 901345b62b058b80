package dev.larder.samples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What may depend on what, over all modules. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.larder");

    private static final String API = "dev.larder";
    private static final String SPI = "dev.larder.spi";
    private static final String INTERNAL = "dev.larder.internal";

    @Test
    void sees_the_classes_of_every_module_with_a_java_package() {
        assertThat(packages())
                .contains(API, SPI, INTERNAL, INTERNAL + ".cache", INTERNAL + ".codec", INTERNAL + ".store")
                .contains(INTERNAL + ".jedis", "dev.larder.serializer.java", "dev.larder.serializer.json")
                .contains("dev.larder.serializer.msgpack", "dev.larder.serializer.yaml")
                .contains("dev.larder.compressor.zlib", "dev.larder.testkit", "dev.larder.samples")
                .contains("dev.larder.micrometer", "dev.larder.kotlin");
    }

    @Test
    void packages_form_no_circles() {
        slices().assignedFrom(eachPackage()).should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void one_package_speaks_to_jedis_and_its_pool() {
        noClasses()
                .that()
                .resideOutsideOfPackages(INTERNAL + ".jedis", "dev.larder.samples..", "dev.larder.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("redis.clients..", "org.apache.commons.pool2..")
                .check(MAIN);
    }

    @Test
    void the_spi_stands_alone_and_the_api_on_nothing_but_the_spi() {
        ofOurs(SPI);
        ofOurs(API, SPI);
    }

    @Test
    void the_layers_of_the_implementation_point_down() {
        ofOurs(INTERNAL + ".cache", API, SPI, INTERNAL + ".codec", INTERNAL + ".store");
        ofOurs(INTERNAL + ".codec", API, SPI);
        ofOurs(INTERNAL + ".store", API, SPI);
        ofOurs(INTERNAL + ".jedis", API, SPI, INTERNAL + ".store");
    }

    @Test
    void metrics_know_the_api_alone() {
        ofOurs("dev.larder.micrometer", API);
    }

    // and, for their levels, the compressors, which need not be there
    @Test
    void kotlin_knows_the_api_alone() {
        String compressor = "dev.larder.compressor.";
        ofOurs(
                "dev.larder.kotlin",
                API,
                SPI,
                compressor + "bzip2",
                compressor + "lz4",
                compressor + "xz",
                compressor + "zlib",
                compressor + "zstd");
    }

    @Test
    void serializers_and_compressors_know_the_spi_alone() {
        packages().stream()
                .filter(name -> name.startsWith("dev.larder.serializer.") || name.startsWith("dev.larder.compressor."))
                .forEach(name -> ofOurs(name, SPI));
    }

    // Jackson's Kotlin module is no service of ours, and is there or not as the user likes
    @Test
    void our_services_are_looked_up_in_one_class() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.larder.samples..", "dev.larder.testkit..")
                .and()
                .doNotHaveFullyQualifiedName("dev.larder.Services")
                .and()
                .doNotHaveFullyQualifiedName("dev.larder.serializer.json.StrictMapper")
                .and()
                .doNotHaveFullyQualifiedName("dev.larder.serializer.msgpack.StrictMapper")
                .and()
                .doNotHaveFullyQualifiedName("dev.larder.serializer.yaml.StrictMapper")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .check(MAIN);
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(packages())
                .allSatisfy(name -> assertThat(MAIN.getPackage(name).isAnnotatedWith(NullMarked.class))
                        .as("%s has a package-info with @NullMarked", name)
                        .isTrue());
    }

    @Test
    void the_implementation_exports_nothing() {
        ModuleDescriptor implementation = ClassPath.module("dev.larder.impl").descriptor();

        assertThat(implementation.exports()).isEmpty();
        assertThat(implementation.opens()).isEmpty();
        assertThat(implementation.isOpen()).isFalse();
    }

    /** Of our packages, one may use only itself and these. */
    private static void ofOurs(String name, String... used) {
        Set<String> allowed = Stream.concat(Stream.of(name), Stream.of(used)).collect(Collectors.toSet());
        DescribedPredicate<JavaClass> other = describe(
                "reside in our packages other than " + allowed,
                to -> isOurs(to.getPackageName()) && !allowed.contains(to.getPackageName()));
        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat(other)
                .check(MAIN);
    }

    private static boolean isOurs(String name) {
        return name.equals(API) || name.startsWith(API + ".");
    }

    private static List<String> packages() {
        return MAIN.stream()
                .map(JavaClass::getPackage)
                .map(JavaPackage::getName)
                .distinct()
                .sorted()
                .toList();
    }

    private static SliceAssignment eachPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass each) {
                return isOurs(each.getPackageName())
                        ? SliceIdentifier.of(each.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "each package";
            }
        };
    }
}
