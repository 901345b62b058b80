package dev.larder.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a picture has in it; it must be well-formed. */
final class Pictures {
    private Pictures() {}

    static List<Element> shapes(Path picture, String name) {
        NodeList nodes = Project.xml(picture).getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .map(Element.class::cast)
                .toList();
    }

    static List<String> texts(Path picture) {
        return shapes(picture, "text").stream().map(Element::getTextContent).toList();
    }
}
