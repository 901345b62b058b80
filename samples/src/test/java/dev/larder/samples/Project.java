package dev.larder.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The files of this project, as gates look at them. */
final class Project {
    static final Path ROOT = root();

    private Project() {}

    private static Path root() {
        Path place = Path.of("").toAbsolutePath();
        while (!Files.exists(place.resolve("mvnw"))) {
            place = Objects.requireNonNull(place.getParent(), "no mvnw above here");
        }
        return place;
    }

    /** Files whose names end so, but for what a build makes and what hidden folders hold. */
    static List<Path> files(Path under, String... endings) {
        try (Stream<Path> all = Files.walk(under)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .filter(file -> IntStream.range(0, ROOT.relativize(file).getNameCount())
                            .mapToObj(i -> ROOT.relativize(file).getName(i).toString())
                            .noneMatch(part -> part.equals("target") || part.startsWith(".")))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The folders that the root pom builds. */
    static List<String> modules() {
        return texts(children(child(xml(ROOT.resolve("pom.xml")), "modules"), "module"));
    }

    static Element xml(Path file) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException failed) {
            throw new IllegalStateException("cannot read " + file, failed);
        }
    }

    static Element child(Element parent, String name) {
        return children(parent, name).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no <" + name + "> in <" + parent.getTagName() + ">"));
    }

    static List<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(element -> element.getTagName().equals(name))
                .toList();
    }

    static String text(Element parent, String name) {
        return child(parent, name).getTextContent().strip();
    }

    private static List<String> texts(List<Element> elements) {
        return elements.stream().map(Node::getTextContent).map(String::strip).toList();
    }
}
